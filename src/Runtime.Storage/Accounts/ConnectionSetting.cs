using Microsoft.Extensions.Configuration;

namespace Workflows.Storage;

/// <summary>A connection as configuration has it.</summary>
/// <param name="Name">The setting's full name.</param>
/// <param name="Text">The connection string or the word for the embedded store; null: the connection names addresses.</param>
internal sealed record ConnectionSetting(string Name, string? Text)
{
    /// <summary>The connection of those who name none.</summary>
    public const string Default = "AzureWebJobsStorage";

    private const string Prefix = "AzureWebJobs";
    private const string Embedded = "Embedded";

    public Uri? Blobs { get; private init; }

    public Uri? Queues { get; private init; }

    /// <summary>Whether the embedded store is meant: nothing, or the word for it.</summary>
    public bool IsEmbedded => Text is not null && (Text.Trim().Length == 0 || Text.Trim().Equals(Embedded, StringComparison.OrdinalIgnoreCase));

    /// <summary>Looks a connection up: by its name, with the prefix AzureWebJobs, and among the connection strings.</summary>
    /// <exception cref="StorageException">There is none of that name, or an address is none.</exception>
    public static ConnectionSetting Find(IConfiguration configuration, string? connection)
    {
        var name = string.IsNullOrEmpty(connection) ? Default : connection;
        foreach (var candidate in new[] { name, Prefix + name })
        {
            if ((configuration[candidate] ?? configuration.GetConnectionString(candidate)) is { } text)
                return new ConnectionSetting(candidate, text);
            if (FindAddresses(configuration, candidate) is { } setting)
                return setting;
        }

        return name == Default ? new ConnectionSetting(Default, "") : throw Refuse(
            $"There is no connection '{name}': neither a setting '{name}' nor '{Prefix}{name}'. Set one to a connection string of Azure Storage, to UseDevelopmentStorage=true, or to '{Embedded}'.");
    }

    private static ConnectionSetting? FindAddresses(IConfiguration configuration, string name)
    {
        if (Part("accountName") is { } account)
        {
            return new ConnectionSetting(name, null)
            {
                Blobs = new Uri($"https://{account}.blob.core.windows.net"),
                Queues = new Uri($"https://{account}.queue.core.windows.net"),
            };
        }

        var (blobs, queues) = (Address("blobServiceUri"), Address("queueServiceUri"));
        return blobs is null && queues is null ? null : new ConnectionSetting(name, null) { Blobs = blobs, Queues = queues };

        string? Part(string part) => configuration[$"{name}:{part}"] ?? configuration[$"{name}__{part}"];

        Uri? Address(string part) => Part(part) is not { } text ? null
            : Uri.TryCreate(text, UriKind.Absolute, out var address) ? address
            : throw Refuse($"The setting '{name}__{part}' is no address: '{text}'. Give the service's whole address, with https://.");
    }

    private static StorageException Refuse(string message) => new(StorageProblem.Settings, message);
}
