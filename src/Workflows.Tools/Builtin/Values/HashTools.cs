using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Values;

/// <summary>Digests and encodings of texts.</summary>
internal static class HashTools
{
    public static IEnumerable<ITool> All() =>
    [
        Tool.Create<HashArguments>("hash_text", "Digest of a text's UTF-8 bytes, in hex.", ToolEffect.ReadOnly, static arguments => ToolResult.Json(new
        {
            arguments.Algorithm,
            Digest = Convert.ToHexStringLower(CryptographicOperations.HashData(NameOf(arguments.Algorithm), Encoding.UTF8.GetBytes(arguments.Text))),
        })),
        Tool.Create<CodeArguments>("base64_encode", "A text as Base64 of its UTF-8 bytes.", ToolEffect.ReadOnly,
            static arguments => new ToolResult(Convert.ToBase64String(Encoding.UTF8.GetBytes(arguments.Text)))),
        Tool.Create<CodeArguments>("base64_decode", "The text whose UTF-8 bytes this Base64 is.", ToolEffect.ReadOnly, Decode),
    ];

    /// <summary>MD5 and SHA-1 are offered to compare with what others published, not to protect anything.</summary>
    public static HashAlgorithmName NameOf(HashName name) => name switch
    {
        HashName.Sha512 => HashAlgorithmName.SHA512,
        HashName.Sha1 => HashAlgorithmName.SHA1,
        HashName.Md5 => HashAlgorithmName.MD5,
        _ => HashAlgorithmName.SHA256,
    };

    private static ToolResult Decode(CodeArguments arguments)
    {
        try
        {
            return new ToolResult(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(arguments.Text)));
        }
        catch (Exception error) when (error is FormatException or DecoderFallbackException)
        {
            throw new ToolException(ToolErrorKind.InvalidArguments, $"This is not Base64 of a text: {error.Message}", error);
        }
    }

    private sealed record HashArguments(string Text, [property: Description("sha256 when left out.")] HashName Algorithm = HashName.Sha256);

    private sealed record CodeArguments(string Text);
}
