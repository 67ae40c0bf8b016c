using Microsoft.Extensions.Logging.Abstractions;
using Workflows.Storage.Embedded;

namespace Runtime.Storage.Tests.Support;

/// <summary>An embedded store in a folder of its own.</summary>
public sealed class EmbeddedFixture : IAsyncLifetime
{
    private readonly string folder = TempFolder.Make();

    internal EmbeddedStore Account { get; private set; } = null!;

    public Task InitializeAsync()
    {
        Account = EmbeddedStore.Open(folder, TimeProvider.System, NullLogger.Instance);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await Account.DisposeAsync();
        TempFolder.Remove(folder);
    }
}
