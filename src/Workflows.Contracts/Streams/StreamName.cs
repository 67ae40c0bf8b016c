namespace Workflows.Contracts.Streams;

/// <summary>Where pieces of an answer belong: the name that a model call carries as its stream.</summary>
/// <param name="Run">The run whose stream it is.</param>
/// <param name="Source">The run within it that asks.</param>
/// <param name="Agent">The agent.</param>
public sealed record StreamName(string Run, string Source, string Agent)
{
    private const char Separator = '\n';        // ids and names hold no control characters

    /// <summary>The name as one text.</summary>
    public override string ToString() => string.Join(Separator, Run, Source, Agent);

    /// <summary>Reads a name.</summary>
    /// <param name="text">What <see cref="ToString"/> gave.</param>
    /// <returns>The name; any other text is a run of that name.</returns>
    public static StreamName Parse(string text)
    {
        var parts = text.Split(Separator);
        return parts.Length == 3 ? new StreamName(parts[0], parts[1], parts[2]) : new StreamName(text, text, "");
    }
}
