using System.Net;
using System.Text.Json;

namespace Workflows.Functions.Triggers;

/// <summary>What a request to start a workflow asks for, or why it is refused.</summary>
internal sealed record StartRequest
{
    private const int IdCharsMax = 256;     // Durable Task's own limit

    public WorkflowInfo? Workflow { get; private init; }

    public string? Id { get; private init; }

    public object? Input { get; private init; }

    public string? Problem { get; private init; }

    public HttpStatusCode Status { get; private init; } = HttpStatusCode.Accepted;

    /// <summary>Reads a request. Pure.</summary>
    public static StartRequest Read(string name, string? id, byte[] body)
    {
        if (WorkflowCatalog.Find(name) is not { } workflow)
            return Refuse(HttpStatusCode.NotFound,
                $"There is no workflow '{name}'. Known: {string.Join(", ", WorkflowCatalog.All.Select(known => known.Name))}.");
        if (IdProblem(id) is { } wrong)
            return Refuse(HttpStatusCode.BadRequest, wrong);
        if (body.Length > StartWorkflow.BodyBytesMax)
            return Refuse(HttpStatusCode.RequestEntityTooLarge,
                "The body is over one megabyte. Put the data into a file or blob, and name it in the input.");
        var accepted = new StartRequest { Workflow = workflow, Id = string.IsNullOrEmpty(id) ? null : id };
        return ReadInput(accepted, body);
    }

    /// <summary>Why an id is not allowed; null when it is, or when there is none.</summary>
    public static string? IdProblem(string? id)
    {
        if (string.IsNullOrEmpty(id))
            return null;
        if (id.Length > IdCharsMax)
            return $"An id has at most {IdCharsMax} characters; this one has {id.Length}.";
        if (id[0] == '@')
            return "An id must not begin with '@': such ids belong to entities.";
        var at = id.AsSpan().IndexOfAny("/\\#?");
        if (at >= 0)
            return $"An id must not hold '{id[at]}'.";
        return id.Any(char.IsControl) ? "An id must not hold control characters." : null;
    }

    private static StartRequest ReadInput(StartRequest accepted, byte[] body)
    {
        ReadOnlySpan<byte> text = body.AsSpan().TrimStart("\uFEFF"u8);
        if (text.Trim(" \t\r\n"u8).IsEmpty)
            text = "{}"u8;
        try
        {
            var (input, lacking) = WorkflowInput.Read(accepted.Workflow!, text);
            return lacking is null ? accepted with { Input = input } : Refuse(HttpStatusCode.BadRequest, lacking);
        }
        catch (JsonException error)
        {
            var place = error.LineNumber is { } line ? $" at line {line + 1}, byte {error.BytePositionInLine + 1}" : "";
            var path = string.IsNullOrEmpty(error.Path) || error.Path == "$" ? "" : $" ({error.Path})";
            return Refuse(HttpStatusCode.BadRequest, $"The body is not the JSON input of {accepted.Workflow!.Name}: wrong{place}{path}.");
        }
    }

    private static StartRequest Refuse(HttpStatusCode status, string problem) => new() { Status = status, Problem = problem };
}
