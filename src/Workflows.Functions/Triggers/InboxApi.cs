using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;
using Workflows.Activities.People;
using Workflows.Contracts.People;
using Workflows.Functions.Agents;
using Workflows.Functions.Entities;

namespace Workflows.Functions.Triggers;

/// <summary>What runs wait for people to decide, over HTTP.</summary>
/// <param name="audit">Who decided what.</param>
/// <param name="clock">Dates decisions.</param>
public sealed class InboxApi(AuditLog audit, TimeProvider clock)
{
    private const int TextCharsMax = 4_000;
    private const int BodyBytesMax = 64 * 1024;

    /// <summary>Set by the platform's own sign-in; a caller cannot set it past that.</summary>
    private const string PrincipalHeader = "X-MS-CLIENT-PRINCIPAL-NAME";

    /// <summary><c>GET /api/v1/inbox</c>: the open items, those due first first; <c>?assignee=</c> and <c>?run=</c> choose among them.</summary>
    /// <param name="request">The request.</param>
    /// <param name="client">Reads the items.</param>
    [Function("ListInbox")]
    public static async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "v1/inbox")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        string assignee = request.Query["assignee"].ToString(), run = request.Query["run"].ToString();
        var items = (await InboxReader.ReadAsync(client, request.HttpContext.RequestAborted))
            .Where(item => assignee.Length == 0 || item.Assignee.Length == 0 || item.Assignee == assignee)
            .Where(item => run.Length == 0 || item.Run == run || item.Root == run);
        return Results.Json(new { items }, JsonSerializerOptions.Web);
    }

    /// <summary><c>GET /api/v1/inbox/audit</c>: who decided what, oldest first; <c>?run=</c> names a run.</summary>
    /// <param name="request">The request.</param>
    [Function("ReadAudit")]
    public IResult Audit([HttpTrigger(AuthorizationLevel.Function, "get", Route = "v1/inbox/audit")] HttpRequest request) =>
        Results.Json(
            new { entries = audit.Read(request.Query["run"].ToString() is { Length: > 0 } run ? run : null), brokenLine = audit.FirstBrokenLine() },
            JsonSerializerOptions.Web);

    /// <summary>
    /// <c>POST /api/v1/inbox/{item}/{verb}</c> with <c>{"by","hash","text"}</c>; the verbs are approve, reject, answer and delegate. An approval
    /// must carry the hash of the call that the person saw. Answers 202; 400 when it does not fit the item; 404 when the item is not open.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="client">Reads the item and sends the decision.</param>
    /// <param name="item">The item's id.</param>
    /// <param name="verb">What was decided.</param>
    [Function("DecideInbox")]
    public async Task<IResult> DecideAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "v1/inbox/{item}/{verb}")] HttpRequest request,
        [DurableClient] DurableTaskClient client, string item, string verb)
    {
        if (!Enum.TryParse<Verb>(verb, ignoreCase: true, out var chosen) || !Enum.IsDefined(chosen) || char.IsAsciiDigit(verb[0]))
            return Refuse(StatusCodes.Status404NotFound, $"Nobody can '{verb}' an item: approve, reject, answer or delegate it.");
        if (await ReadAsync(request) is not { } body)
            return Refuse(StatusCodes.Status400BadRequest, "The body must be JSON with the texts by, hash and text, at most 64 KB.");
        var open = await InboxReader.FindAsync(client, item, request.HttpContext.RequestAborted);
        if (open is null)
            return Refuse(StatusCodes.Status404NotFound, $"There is no open item '{item}'. It may have been decided, or its deadline has passed.");
        var who = request.Headers[PrincipalHeader].ToString() is { Length: > 0 } signedIn ? signedIn : body.By ?? "";
        var decision = new Decision(chosen, who.Trim(), clock.GetUtcNow().UtcDateTime) { Hash = body.Hash, Text = body.Text ?? "" };
        if (DecisionCheck.Problem(open, decision) is { } problem)
            return Refuse(StatusCodes.Status400BadRequest, problem);
        await client.RaiseEventAsync(open.Run, InboxItem.EventOf(item), decision, request.HttpContext.RequestAborted);
        var done = new { item, run = open.Run, verb = chosen, by = decision.By };
        return Results.Json(done, JsonSerializerOptions.Web, statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<DecisionBody?> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > BodyBytesMax)
            return null;
        try
        {
            return await JsonSerializer.DeserializeAsync<DecisionBody>(request.Body, JsonSerializerOptions.Web, request.HttpContext.RequestAborted)
                is { } body && (body.Text?.Length ?? 0) <= TextCharsMax ? body : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IResult Refuse(int status, string why) => Results.Problem(why, statusCode: status);

    private sealed record DecisionBody(string? By, string? Hash, string? Text);
}
