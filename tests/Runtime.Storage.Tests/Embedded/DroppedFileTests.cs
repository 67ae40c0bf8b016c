using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Storage.Tests.Support;
using Workflows.Storage.Embedded;

namespace Runtime.Storage.Tests.Embedded;

/// <summary>Files that a person puts into the store's folder, changes and removes there.</summary>
public sealed class DroppedFileTests
{
    [Fact]
    public async Task Drop_AFileIntoAContainer_IsFoundOnceAndWakesWhoWaits()
    {
        using var folder = new TempFolder();
        await using var store = Open(folder);
        var container = store.Container("drops");
        await container.CreateAsync();
        var wait = container.WaitForChangeAsync(cursor: null, new QueuePolling(TimeSpan.FromSeconds(1)));
        Drop(store, "drops/inbox/letter.txt", "hello");
        await wait.WaitAsync(Limit.Test);
        var changes = await container.ReadChangesAsync(null);
        Assert.Equal("inbox/letter.txt", Assert.Single(changes.Blobs).Name);
        Assert.Equal("hello", await Texts.ReadAsync(container, "inbox/letter.txt"));
        Assert.Empty((await container.ReadChangesAsync(changes.Cursor)).Blobs);
    }

    [Fact]
    public async Task Drop_AFolderBesideTheContainers_MakesAContainer()
    {
        using var folder = new TempFolder();
        await using var store = Open(folder);
        Drop(store, "brought/a/b.bin", "x");
        Drop(store, "Not A Container/c.bin", "x");
        var blob = await FindAsync(store, "brought", "a/b.bin");
        Assert.Equal(1, blob.Length);
        var names = new List<string>();
        await foreach (var name in store.ListContainersAsync())
            names.Add(name);
        Assert.Equal(["brought"], names);
    }

    [Fact]
    public async Task Drop_WhileTheStoreIsClosed_IsFoundAtTheNextStart()
    {
        using var folder = new TempFolder();
        string cursor;
        await using (var store = Open(folder))
        {
            var container = store.Container("drops");
            await container.CreateAsync();
            await container.UploadAsync("kept", Texts.Stream("1"));
            await container.UploadAsync("edited", Texts.Stream("1"));
            await container.UploadAsync("removed", Texts.Stream("1"));
            cursor = (await container.ReadChangesAsync(null)).Cursor;
        }

        var files = Path.Combine(folder.Path, "blobs", "drops");
        await File.WriteAllTextAsync(Path.Combine(files, "edited"), "longer");
        await File.WriteAllTextAsync(Path.Combine(files, "100%.txt"), "odd");
        File.Delete(Path.Combine(files, "removed"));

        await using var again = Open(folder);
        var after = again.Container("drops");
        await FindAsync(again, "drops", "100%.txt");
        Assert.Equal(6, (await after.FindAsync("edited"))!.Length);
        var changed = (await after.ReadChangesAsync(cursor)).Blobs;
        Assert.Equal(["100%.txt", "edited"], changed.Select(blob => blob.Name).Order(StringComparer.Ordinal));
        Assert.Equal("odd", await Texts.ReadAsync(after, "100%.txt"));
        Assert.Null(await after.FindAsync("removed"));
        Assert.Equal(["100%.txt", "edited", "kept"], (await after.ListAsync()).Blobs.Select(blob => blob.Name));
    }

    [Fact]
    public async Task Edit_AFileOfABlob_IsSeenByTheNextCall()
    {
        using var folder = new TempFolder();
        await using var store = Open(folder);
        var container = store.Container("drops");
        await container.CreateAsync();
        var first = await container.UploadAsync("doc", Texts.Stream("1"));
        await File.WriteAllTextAsync(Path.Combine(store.Folders.Container("drops"), "doc"), "by hand");
        var second = await container.FindAsync("doc");
        Assert.NotEqual(first.ETag, second!.ETag);
        Assert.Equal("by hand", await Texts.ReadAsync(container, "doc", new BlobRange(IfMatch: second.ETag)));
        var refused = await Assert.ThrowsAsync<StorageException>(() => container.UploadAsync("doc", Texts.Stream("2"), new BlobUpload { IfMatch = first.ETag }));
        Assert.Equal(StorageProblem.Changed, refused.Problem);
    }

    [Fact]
    public async Task Remove_AFolder_RemovesItsBlobsAndNoNeighbours()
    {
        using var folder = new TempFolder();
        await using var store = Open(folder);
        var container = store.Container("drops");
        await container.CreateAsync();
        foreach (var name in new[] { "in/a", "in/deep/b", "in-c", "in.d", "in0", "inn/e", "i" })
            await container.UploadAsync(name, Texts.Stream("x"));
        Directory.Move(Path.Combine(store.Folders.Container("drops"), "in"), folder.File("elsewhere"));

        using var limit = new CancellationTokenSource(Limit.Test);
        List<string> left;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
            left = [.. (await container.ListAsync()).Blobs.Select(blob => blob.Name)];
        }
        while (left.Contains("in/a") || left.Contains("in/deep/b"));
        Assert.Equal(["i", "in-c", "in.d", "in0", "inn/e"], left);
    }

    [Fact]
    public async Task Drop_ALinkOutOfTheStore_IsIgnored()
    {
        using var folder = new TempFolder();
        await using var store = Open(folder);
        await store.Container("drops").CreateAsync();
        await File.WriteAllTextAsync(folder.File("secret"), "secret");
        File.CreateSymbolicLink(Path.Combine(store.Folders.Container("drops"), "link"), folder.File("secret"));
        Drop(store, "drops/plain", "x");
        await FindAsync(store, "drops", "plain");
        Assert.Equal(["plain"], (await store.Container("drops").ListAsync()).Blobs.Select(blob => blob.Name));
    }

    private static EmbeddedStore Open(TempFolder folder) => EmbeddedStore.Open(folder.Path, TimeProvider.System, NullLogger.Instance);

    private static void Drop(EmbeddedStore store, string path, string text)
    {
        var full = Path.Combine(store.Folders.Blobs, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var draft = Path.Combine(store.Folders.Root, "draft");
        File.WriteAllText(draft, text);
        File.Move(draft, full);         // in one step: a slow machine must not show half a file
    }

    private static async Task<StoredBlob> FindAsync(EmbeddedStore store, string container, string name)
    {
        using var limit = new CancellationTokenSource(Limit.Test);
        string? cursor = null;
        while (true)
        {
            await store.Container(container).WaitForChangeAsync(cursor, new QueuePolling(TimeSpan.FromSeconds(1)), limit.Token);
            var changes = await store.Container(container).ReadChangesAsync(cursor);
            cursor = changes.Cursor;
            if (changes.Blobs.FirstOrDefault(blob => blob.Name == name) is { } found)
                return found;
        }
    }
}
