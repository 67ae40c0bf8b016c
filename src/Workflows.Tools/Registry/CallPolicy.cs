using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Workflows.Contracts.Tools;
using Workflows.Tools.Schema;

namespace Workflows.Tools.Registry;

/// <summary>Who may let a call pass.</summary>
internal static class CallPolicy
{
    /// <summary>Why the call needs a person's approval; null when it passes by itself.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="allowed">Whether the settings allow it by name.</param>
    /// <param name="afterUntrusted">Whether the run has read what strangers may have written.</param>
    public static string? NeedsApproval(ToolDescriptor tool, bool allowed, bool afterUntrusted) => tool.Effect switch
    {
        ToolEffect.ReadOnly => null,
        ToolEffect.Write when allowed && !afterUntrusted => null,
        ToolEffect.Write when allowed =>
            "It writes, and the run has read untrusted data since it began, so the settings' leave does not count: its arguments may come from that data.",
        ToolEffect.Write => "It writes, and the settings do not allow it by name (Tools:Allow).",
        ToolEffect.Destructive => "It deletes, overwrites or sends.",
        _ => "Nobody vouches for what it does.",
    };

    /// <summary>See <see cref="ToolApprovalRequest.Hash"/>.</summary>
    public static string HashOf(ToolDescriptor tool, string canonicalArguments)
    {
        using var schema = JsonDocument.Parse(tool.InputSchema);
        var text = JsonSerializer.Serialize(
            new[] { tool.Name, tool.Source, tool.Effect.ToString(), tool.Description, CanonicalJson.Write(schema.RootElement), canonicalArguments });
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
