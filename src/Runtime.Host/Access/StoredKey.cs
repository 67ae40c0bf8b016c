using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Workflows.Runtime;

namespace Runtime.Host.Access;

/// <summary>
/// A key as it is stored: salted SHA-256 of its value. The value has 256 random bits, so nobody can try them all and a slow hash would only
/// slow down every request.
/// </summary>
internal sealed record StoredKey(
    [property: JsonConverter(typeof(JsonStringEnumConverter<KeyScope>))] KeyScope Scope,
    string Name,
    string? Function,
    byte[] Salt,
    byte[] Hash,
    DateTimeOffset CreatedAt)
{
    private const int SaltBytes = 16;
    private const int ValueBytes = 32;
    private const int PresentedCharsMax = 256;      // our values have 43 characters; nobody gets us to hash a megabyte

    [JsonIgnore]
    public HostKey Public => new(Scope, Name, Function, CreatedAt);

    public static (StoredKey Stored, IssuedKey Issued) Make(KeyScope scope, string name, string? function, DateTimeOffset now)
    {
        var value = RandomText();
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var stored = new StoredKey(scope, name, function, salt, HashOf(salt, value), now);
        return (stored, new IssuedKey(stored.Public, value));
    }

    public static string RandomText() => Base64Url(RandomNumberGenerator.GetBytes(ValueBytes));

    public static string Base64Url(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    public bool Is(KeyScope scope, string name, string? function) =>
        Scope == scope && Name.Equals(name, StringComparison.OrdinalIgnoreCase) && OpensFunction(function);

    public bool OpensFunction(string? function) => string.Equals(Function, function, StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes the same time whether it matches or not.</summary>
    public bool Matches(string presented) =>
        presented.Length <= PresentedCharsMax && CryptographicOperations.FixedTimeEquals(HashOf(Salt, presented), Hash);

    private static byte[] HashOf(byte[] salt, string value) => SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(value)]);
}
