using System.Text.Json;
using Runtime.Engine.Inspection;
using Workflows.Contracts.People;

namespace Workflows.Cli.Hubs;

/// <summary>Steers runs through the server that has their hub open.</summary>
internal sealed class RemoteSteering(RunApiClient client) : RunSteering
{
    public override bool IsLive => true;

    public override Task TerminateAsync(string id, string? reason, bool recursive, CancellationToken cancellationToken) =>
        client.PostAsync($"/{Uri.EscapeDataString(id)}/terminate", new { reason, recursive }, cancellationToken);

    public override Task SuspendAsync(string id, string? reason, CancellationToken cancellationToken) =>
        PostAsync(id, "suspend" + Reason(reason), null, cancellationToken);

    public override Task ResumeAsync(string id, string? reason, CancellationToken cancellationToken) =>
        PostAsync(id, "resume" + Reason(reason), null, cancellationToken);

    public override Task RewindAsync(string id, string? reason, CancellationToken cancellationToken) =>
        PostAsync(id, "rewind" + Reason(reason), null, cancellationToken);

    public override Task RaiseAsync(string id, string name, string? json, CancellationToken cancellationToken) =>
        PostAsync(id, "raiseEvent/" + Uri.EscapeDataString(name), json, cancellationToken);

    public override Task PurgeAsync(string id, CancellationToken cancellationToken) =>
        client.SteerAsync(HttpMethod.Delete, "/" + Uri.EscapeDataString(id), json: null, cancellationToken);

    public override async Task<string> ForkAsync(ForkRequest request, CancellationToken cancellationToken)
    {
        var body = new Dictionary<string, object> { ["event"] = request.AtEvent };
        if (request.Input is { } input)
            body["input"] = JsonSerializer.Deserialize<JsonElement>(input);
        if (request.Result is { } result)
            body["result"] = JsonSerializer.Deserialize<JsonElement>(result);
        if (request.NewId is { } id)
            body["id"] = id;
        var answer = await client.PostAsync($"/{Uri.EscapeDataString(request.SourceId)}/fork", body, cancellationToken);
        return answer.GetProperty("id").GetString()!;
    }

    public override async Task<int> ImportAsync(RunArchive archive, CancellationToken cancellationToken) =>
        (await client.PostAsync("/import", archive, cancellationToken)).GetProperty("imported").GetInt32();

    public override async Task<IReadOnlyList<InboxItem>> InboxAsync(CancellationToken cancellationToken) =>
        (await client.GetAppAsync<Inbox>("/api/v1/inbox", cancellationToken)).Items;

    public override Task DecideAsync(InboxItem item, Decision decision, CancellationToken cancellationToken) => client.PostAppAsync(
        $"/api/v1/inbox/{item.Id}/{decision.Verb.ToString().ToLowerInvariant()}", new { decision.By, decision.Hash, decision.Text }, cancellationToken);

    public override ValueTask DisposeAsync()
    {
        client.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task PostAsync(string id, string verb, string? json, CancellationToken cancellationToken) =>
        client.SteerAsync(HttpMethod.Post, $"/{Uri.EscapeDataString(id)}/{verb}", json, cancellationToken);

    private sealed record Inbox(IReadOnlyList<InboxItem> Items);

    private static string Reason(string? reason) => reason is null ? "" : "?reason=" + Uri.EscapeDataString(reason);
}
