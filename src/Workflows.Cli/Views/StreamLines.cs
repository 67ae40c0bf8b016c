using Workflows.Cli.Commands;
using Workflows.Contracts.Streams;

namespace Workflows.Cli.Views;

/// <summary>A stream as text for people: pieces of one agent's answer run on, everything else has a line of its own.</summary>
internal sealed class StreamLines
{
    private (string Agent, string? Source)? speaking;

    public string Next(StreamEntry entry)
    {
        if (entry.Kind == StreamKind.Text)
        {
            var head = speaking == (entry.Agent, entry.Source) ? "" : $"{End()}{Clean(entry.Agent)}: ";
            speaking = (entry.Agent, entry.Source);
            return head + string.Concat(entry.Text.Select(c => char.IsControl(c) && c != '\n' ? ' ' : c));
        }

        if (entry.Kind is StreamKind.Begin or StreamKind.End)
            return End();
        var what = entry.Kind switch
        {
            StreamKind.ToolCall => "calls ",
            StreamKind.ToolResult => "has ",
            _ => "",
        };
        return $"{End()}{entry.At:HH:mm:ss} {Clean(entry.Agent)} {what}{Clean(entry.Text)}\n";
    }

    /// <summary>Ends the line that pieces of an answer left open.</summary>
    public string End()
    {
        var open = speaking is not null;
        speaking = null;
        return open ? "\n" : "";
    }

    private static string Clean(string text) => InboxCommand.Clean(text);
}
