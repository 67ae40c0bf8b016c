using System.Security.Cryptography;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Workflows.Runtime;

namespace Runtime.Host.Access;

/// <summary>All keys of a host at one moment; the content of its key file.</summary>
/// <param name="Format">Version of the file's form.</param>
/// <param name="AddressSecret">Signs the codes in management addresses. The one secret stored as it is: the host must make codes, not only check them.</param>
/// <param name="Keys">The keys.</param>
internal sealed record KeyRing(int Format, byte[] AddressSecret, IReadOnlyList<StoredKey> Keys)
{
    public const int CurrentFormat = 1;
    public const string MasterName = "_master";
    public const string DefaultName = "default";
    public const string DurableName = "durabletask_extension";

    private const int AddressSecretBytes = 32;

    public static byte[] NewAddressSecret() => RandomNumberGenerator.GetBytes(AddressSecretBytes);

    /// <summary>What a presented key opens; null when it is no key of this host, or of another function.</summary>
    public KeyScope? ScopeOf(string presented, string? function)
    {
        KeyScope? found = null;
        foreach (var key in Keys)
        {
            // No early exit: how long the answer takes does not tell which key was nearly right.
            if ((key.Function is null || key.OpensFunction(function)) && key.Matches(presented))
                found = key.Scope;
        }
        return found;
    }

    /// <summary>Whether a key of the scope is enough for the level.</summary>
    public static bool Opens(KeyScope scope, AuthorizationLevel level) => scope == KeyScope.Master || level switch
    {
        AuthorizationLevel.Anonymous => true,
        AuthorizationLevel.Function or AuthorizationLevel.User => scope is KeyScope.Host or KeyScope.Function,
        AuthorizationLevel.System => scope == KeyScope.System,
        _ => false,
    };

    /// <summary>The code that opens the addresses of one instance, and of no other.</summary>
    public string CodeOf(string instanceId) =>
        StoredKey.Base64Url(HMACSHA256.HashData(AddressSecret, Encoding.UTF8.GetBytes("instance\n" + instanceId)));

    public bool IsCodeOf(string instanceId, string presented) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(CodeOf(instanceId)), Encoding.UTF8.GetBytes(presented));
}
