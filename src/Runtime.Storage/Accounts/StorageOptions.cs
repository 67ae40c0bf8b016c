using Azure.Core;

namespace Workflows.Storage;

/// <summary>Where storage keeps what on this machine.</summary>
public sealed record StorageOptions
{
    /// <summary>The folder of everything: <c>storage/</c> below it is the embedded store, <c>azurite/</c> the emulator and its
    /// data.</summary>
    public string DataFolder { get; init; } = ".workflows";

    /// <summary>The folder with the npm package of Azurite, which is installed there when it is missing. Null: below
    /// <see cref="DataFolder"/>.</summary>
    public string? AzuriteFolder { get; init; }

    /// <summary>The identity for connections that name addresses instead of a key; null: such a connection is refused.</summary>
    public TokenCredential? Credential { get; init; }
}
