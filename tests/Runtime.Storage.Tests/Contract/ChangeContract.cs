using Runtime.Storage.Tests.Support;

namespace Runtime.Storage.Tests.Contract;

/// <summary>What every container promises about finding what changed: nothing is left out, and nothing old comes again and again.</summary>
public abstract class ChangeContract
{
    protected abstract IStorageAccount Account { get; }

    [Fact]
    public async Task ReadChanges_FromTheBeginning_GivesEveryBlob()
    {
        var container = await NewContainerAsync();
        for (var i = 0; i < 12; i++)
            await container.UploadAsync($"b{i:D2}", Texts.Stream("x"));
        var (blobs, _) = await DrainAsync(container, cursor: null, max: 5);
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"b{i:D2}"), blobs.Select(blob => blob.Name).Distinct().Order());
    }

    [Fact]
    public async Task ReadChanges_WithACursor_GivesWhatIsNewOrChanged()
    {
        var container = await NewContainerAsync();
        await container.UploadAsync("old", Texts.Stream("x"));
        await container.UploadAsync("rewritten", Texts.Stream("x"));
        await container.UploadAsync("noted", Texts.Stream("x"));
        var (_, cursor) = await DrainAsync(container, null);
        var (nothing, same) = await DrainAsync(container, cursor);
        Assert.Empty(nothing);

        var rewritten = await container.UploadAsync("rewritten", Texts.Stream("y"));
        var fresh = await container.UploadAsync("fresh", Texts.Stream("x"));
        var noted = await container.SetMetadataAsync("noted", new Dictionary<string, string> { ["a"] = "b" });
        var (blobs, next) = await DrainAsync(container, same);
        Assert.Equal(
            new[] { fresh, noted, rewritten }.Select(blob => (blob.Name, blob.ETag)).Order(),
            blobs.Select(blob => (blob.Name, blob.ETag)).Order());
        Assert.Equal("b", blobs.Single(blob => blob.Name == "noted").Metadata["a"]);
        Assert.Empty((await DrainAsync(container, next)).Blobs);
    }

    [Fact]
    public async Task ReadChanges_OfBlobsThatAreGone_LeavesThemOut()
    {
        var container = await NewContainerAsync();
        var (_, cursor) = await DrainAsync(container, null);
        await container.UploadAsync("gone", Texts.Stream("x"));
        await container.DeleteAsync("gone");
        await container.UploadAsync("there", Texts.Stream("x"));
        Assert.Equal(["there"], (await DrainAsync(container, cursor)).Blobs.Select(blob => blob.Name));
    }

    [Fact]
    public async Task ReadChanges_WhileOthersWrite_LeavesNothingOut()
    {
        var container = await NewContainerAsync();
        var seen = new HashSet<(string, string)>();
        string? cursor = null;
        var stored = new List<StoredBlob>();
        for (var round = 0; round < 8; round++)
        {
            var writes = Enumerable.Range(0, 6).Select(i => container.UploadAsync($"n{round}-{i}", Texts.Stream("x"))).ToList();
            var page = await container.ReadChangesAsync(cursor, max: 4);
            cursor = page.Cursor;
            seen.UnionWith(page.Blobs.Select(blob => (blob.Name, blob.ETag)));
            stored.AddRange(await Task.WhenAll(writes));
        }

        var (rest, _) = await DrainAsync(container, cursor, max: 7);
        seen.UnionWith(rest.Select(blob => (blob.Name, blob.ETag)));
        Assert.Equal(stored.Select(blob => (blob.Name, blob.ETag)).Order(), seen.Order());
    }

    [Fact]
    public async Task ReadChanges_WithTheCursorOfAnother_BeginsAnew()
    {
        var (one, other) = (await NewContainerAsync(), await NewContainerAsync());
        await one.UploadAsync("a", Texts.Stream("x"));
        await other.UploadAsync("b", Texts.Stream("x"));
        var (_, cursor) = await DrainAsync(one, null);
        Assert.Equal(["b"], (await DrainAsync(other, cursor)).Blobs.Select(blob => blob.Name));
    }

    [Fact]
    public async Task ReadChanges_WithAPrefix_GivesThoseOnly()
    {
        var container = await NewContainerAsync();
        foreach (var name in (string[])["a", "in/a", "in/b", "in%", "inn/a", "z"])
            await container.UploadAsync(name, Texts.Stream("x"));

        var (first, cursor) = await DrainAsync(container, null, max: 2, prefix: "in/");
        Assert.Equal(["in/a", "in/b"], first.Select(blob => blob.Name).Order(StringComparer.Ordinal));

        await container.UploadAsync("b", Texts.Stream("x"));
        await container.UploadAsync("in/c", Texts.Stream("x"));
        var (then, _) = await DrainAsync(container, cursor, max: 2, prefix: "in/");
        Assert.Equal(["in/c"], then.Select(blob => blob.Name));
    }

    [Fact]
    public async Task WaitForChange_AfterAnUpload_Ends()
    {
        var container = await NewContainerAsync();
        var (_, cursor) = await DrainAsync(container, null);
        await container.UploadAsync("a", Texts.Stream("x"));
        await container.WaitForChangeAsync(cursor, new QueuePolling(TimeSpan.FromSeconds(1))).WaitAsync(Limit.Test);
        Assert.Equal(["a"], (await DrainAsync(container, cursor)).Blobs.Select(blob => blob.Name));
    }

    /// <summary>
    /// Reads until there is no more, and, where changes are found by listing, once more: what a listing began before is found by the next.
    /// </summary>
    protected async Task<(List<StoredBlob> Blobs, string Cursor)> DrainAsync(IBlobContainer container, string? cursor, int max = 1_000, string? prefix = null)
    {
        var blobs = new List<StoredBlob>();
        for (var passes = Account.WakesAtOnce ? 1 : 2; passes > 0; passes--)
        {
            BlobChanges page;
            do
            {
                page = await container.ReadChangesAsync(cursor, max, prefix);
                cursor = page.Cursor;
                Assert.True(cursor.Length < 16_384);
                blobs.AddRange(page.Blobs);
            }
            while (page.More);
        }

        return (blobs, cursor!);
    }

    private async Task<IBlobContainer> NewContainerAsync()
    {
        var container = Account.Container("c-" + Guid.NewGuid().ToString("N"));
        await container.CreateAsync();
        return container;
    }
}
