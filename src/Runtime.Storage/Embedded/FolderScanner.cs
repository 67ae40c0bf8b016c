using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Workflows.Storage.Embedded;

/// <summary>
/// Finds files that people put into the folders of containers, change or remove there. The file system tells of changes; at the start,
/// and when it told of more than could be kept, the folders are walked. A file counts once it has rested: its length and time of writing
/// were the same twice, <see cref="Rest"/> apart.
/// </summary>
internal sealed partial class FolderScanner : IAsyncDisposable
{
    // Real time, whatever clock the store has: the files' times are of the file system.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);     // copies write more often than that
    private static readonly TimeSpan WalkEvery = TimeSpan.FromSeconds(30);      // where the file system tells of nothing
    private static readonly string[] OfSystems = [".DS_Store", "Thumbs.db", "desktop.ini"];

    private readonly EmbeddedStore store;
    private readonly ILogger log;
    private readonly CancellationTokenSource stopping = new();
    private readonly Channel<string> told = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Dictionary<string, (long Length, long Time)> resting = [];
    private readonly HashSet<string> refused = [];
    private FileSystemWatcher? watcher;
    private volatile bool walk = true;
    private Task running = Task.CompletedTask;

    public FolderScanner(EmbeddedStore store, ILogger log)
    {
        this.store = store;
        this.log = log;
    }

    private string Root => store.Folders.Blobs;

    public void Start()
    {
        Watch();
        running = Task.Run(RunAsync);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        watcher?.Dispose();
        await running;
        stopping.Dispose();
    }

    private void Watch()
    {
        try
        {
            watcher = new FileSystemWatcher(Root)
            {
                IncludeSubdirectories = true,
                InternalBufferSize = 64 * 1024,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            watcher.Created += (_, change) => told.Writer.TryWrite(change.FullPath);
            watcher.Changed += (_, change) => told.Writer.TryWrite(change.FullPath);
            watcher.Deleted += (_, change) => told.Writer.TryWrite(change.FullPath);
            watcher.Renamed += (_, change) =>
            {
                told.Writer.TryWrite(change.OldFullPath);
                told.Writer.TryWrite(change.FullPath);
            };
            watcher.Error += (_, _) =>
            {
                walk = true;
                told.Writer.TryWrite(Root);
            };
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogUnwatched(error, Root, (int)WalkEvery.TotalSeconds);
            watcher?.Dispose();
            watcher = null;
        }
    }

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (walk)
                {
                    walk = false;
                    await WalkAsync();
                }

                while (told.Reader.TryRead(out var path))
                    await TakeInAsync(path);
                await WaitAsync();
                await SettleAsync();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;         // the store is being closed, and what it was told of is found at the next start
            }
            catch (Exception error) when (StoreErrors.IsOfTheDisk(error) || error is StorageException)
            {
                LogFailed(error, Root);
                await NapAsync(WalkEvery);
                walk = true;            // whatever was missed is found by walking
            }
        }
    }

    private async Task WaitAsync()
    {
        if (resting.Count > 0)
            await Task.Delay(Rest, TimeProvider.System, stopping.Token);
        else if (watcher is null)
        {
            await Task.Delay(WalkEvery, TimeProvider.System, stopping.Token);
            walk = true;
        }
        else
            await told.Reader.WaitToReadAsync(stopping.Token);
    }

    private async Task NapAsync(TimeSpan span)
    {
        try
        {
            await Task.Delay(span, TimeProvider.System, stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // the loop ends by itself
        }
    }

    /// <summary>A path of which the file system told.</summary>
    private async Task TakeInAsync(string path)
    {
        var parts = Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar);
        if (!StoreNames.IsContainer(parts[0]))
            return;
        if (Directory.Exists(path))
            await WalkFolderAsync(parts[0], path);
        else if (File.Exists(path))
            Observe(path);
        else
            await GoneAsync(parts[0], string.Join('/', parts[1..]));
    }

    private async Task WalkAsync()
    {
        foreach (var name in store.Read(from => from.Blobs.Names()))
            Directory.CreateDirectory(store.Folders.Container(name));
        foreach (var folder in new DirectoryInfo(Root).EnumerateDirectories())
        {
            if (StoreNames.IsContainer(folder.Name) && folder.LinkTarget is null)
                await WalkFolderAsync(folder.Name, folder.FullName);
        }
    }

    private async Task WalkFolderAsync(string container, string folder)
    {
        var top = store.Folders.Container(container);
        await store.WriteAsync(to => to.Blobs.Create(container), stored: null, stopping.Token);
        var known = store.Read(from => from.Blobs.Files(container));
        foreach (var file in Files(folder))
        {
            var relative = Path.GetRelativePath(top, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (!known.Remove(relative, out var row) || row != (file.LastWriteTimeUtc.Ticks, file.Length))
                Observe(file.FullName);
        }

        if (folder != top)
            return;
        foreach (var missing in known.Keys)
            await RefreshAsync(container, missing);
    }

    private static IEnumerable<FileInfo> Files(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.ReparsePoint,         // a link would show what lies outside the store
    });

    private async Task GoneAsync(string container, string file)
    {
        await RefreshAsync(container, file);
        foreach (var below in store.Read(from => from.Blobs.FilesBelow(container, file)))
            await RefreshAsync(container, below);
    }

    private void Observe(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists && file.LinkTarget is null && !OfSystems.Contains(file.Name))
            resting[path] = (file.Length, file.LastWriteTimeUtc.Ticks);
    }

    /// <summary>Takes the files that have not changed since they were last looked at.</summary>
    private async Task SettleAsync()
    {
        var settled = new List<Task>();
        foreach (var (path, seen) in resting.ToList())
        {
            var file = new FileInfo(path);
            if (file.Exists && (file.Length, file.LastWriteTimeUtc.Ticks) != seen)
            {
                Observe(path);
                continue;
            }

            resting.Remove(path);
            var parts = Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar, 2);
            if (parts.Length == 2)
                settled.Add(RefreshAsync(parts[0], parts[1].Replace(Path.DirectorySeparatorChar, '/')));
        }

        await Task.WhenAll(settled);            // one flush for all of them
    }

    private async Task RefreshAsync(string container, string file)
    {
        if (file.Length == 0 || store.Read(from => from.Blobs.Find(container)) is null)
            return;
        var problem = await store.ContainerOf(container).RefreshAsync(file, stopping.Token);
        if (problem is not null && refused.Add($"{container}/{file}"))
            LogIgnored(container, file, problem);
    }

    [LoggerMessage(710, LogLevel.Warning, "The folder '{Folder}' cannot be watched; files put into it are found every {Seconds} seconds.")]
    private partial void LogUnwatched(Exception error, string folder, int seconds);

    [LoggerMessage(711, LogLevel.Error, "The folder '{Folder}' cannot be read; it is tried again.")]
    private partial void LogFailed(Exception error, string folder);

    [LoggerMessage(712, LogLevel.Warning, "The file '{File}' in the container '{Container}' is not taken as a blob: {Problem}.")]
    private partial void LogIgnored(string container, string file, string problem);
}
