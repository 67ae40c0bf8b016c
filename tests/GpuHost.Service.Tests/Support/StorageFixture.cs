namespace GpuHost.Service.Tests.Support;

/// <summary>A store for one test class: accounts as the settings say, in a folder of its own.</summary>
public abstract class StorageFixture : IAsyncLifetime
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("filehost-").FullName;

    /// <summary>The setting AzureWebJobsStorage.</summary>
    public abstract string Connection { get; }

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }
}
