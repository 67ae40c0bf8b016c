using System.Security.Cryptography;
using System.Text;

namespace GpuHost.Publishing;

/// <summary>Names of result objects: what names them decides that there is one of each.</summary>
internal static class ResultName
{
    private const string Extension = ".ndjson";

    /// <summary>The result of a batch with an id.</summary>
    public static string OfId(string id) => $"id/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))}{Extension}";

    /// <summary>The result of a batch without one: named after what it holds.</summary>
    public static string OfContent(string sha256) => $"content/{sha256}{Extension}";
}
