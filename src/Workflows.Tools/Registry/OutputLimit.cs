using System.Text;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Registry;

/// <summary>Cuts a result at the tool's limit, between characters.</summary>
internal static class OutputLimit
{
    public static ToolOutcome Bound(ToolDescriptor tool, ToolResult result)
    {
        var outcome = new ToolOutcome(tool.Name, result.Text) { IsJson = result.IsJson, Untrusted = true };
        if (Encoding.UTF8.GetByteCount(result.Text) <= tool.OutputBytesMax)
            return outcome;
        return outcome with { Text = Cut(result.Text, tool.OutputBytesMax), IsJson = false, Truncated = true };
    }

    private static string Cut(string text, int bytesMax)
    {
        var bytes = 0;
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > bytesMax)
                break;
            length += rune.Utf16SequenceLength;
        }
        return text[..Math.Min(length, text.Length)];
    }
}
