namespace Workflows.Runtime;

/// <summary>A key with its value, known only at the moment it is made.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">What a caller sends; 43 characters of base64url, 256 random bits.</param>
public sealed record IssuedKey(HostKey Key, string Value);
