using System.Text;
using Runtime.Storage.Tests.Support;

namespace Runtime.Storage.Tests.Contract;

/// <summary>What every blob container promises.</summary>
public abstract class BlobContract
{
    protected abstract IStorageAccount Account { get; }

    [Fact]
    public async Task Create_Twice_SaysWhatWasThere()
    {
        var container = Account.Container(NewName());
        Assert.False(await container.ExistsAsync());
        Assert.True(await container.CreateAsync());
        Assert.False(await container.CreateAsync());
        Assert.True(await container.ExistsAsync());
        await container.UploadAsync("a/b", Texts.Stream("x"));
        Assert.True(await container.DeleteContainerAsync());
        Assert.False(await container.ExistsAsync());
        Assert.Null(await container.FindAsync("a/b"));
    }

    [Fact]
    public async Task EveryCall_WithoutTheContainer_SaysNotFound()
    {
        var container = Account.Container(NewName());
        foreach (var call in new Func<Task>[]
        {
            () => container.UploadAsync("a", Texts.Stream("x")), () => container.OpenReadAsync("a"), () => container.DeleteAsync("a"),
            () => container.ListAsync(), () => container.ReadChangesAsync(null), () => container.SetMetadataAsync("a", new Dictionary<string, string>()),
        })
        {
            Assert.Equal(StorageProblem.NotFound, (await Assert.ThrowsAsync<StorageException>(call)).Problem);
        }

        Assert.Null(await container.FindAsync("a"));
    }

    [Fact]
    public async Task Upload_ThenRead_GivesContentAndProperties()
    {
        var container = await NewContainerAsync();
        var stored = await container.UploadAsync("folder/report.txt", Texts.Stream("hello"), new BlobUpload
        {
            ContentType = "text/plain",
            Metadata = new Dictionary<string, string> { ["owner"] = "ann", ["Case_1"] = "x y" },
        });
        Assert.Equal(5, stored.Length);
        Assert.DoesNotContain('"', stored.ETag);
        await using var content = await container.OpenReadAsync("folder/report.txt");
        Assert.Equal("hello", await new StreamReader(content.Stream).ReadToEndAsync());
        var found = await container.FindAsync("folder/report.txt");
        foreach (var blob in new[] { content.Properties, found! })
        {
            Assert.Equal((stored.Name, stored.ETag, 5, "text/plain"), (blob.Name, blob.ETag, blob.Length, blob.ContentType));
            Assert.Equal("ann", blob.Metadata["OWNER"]);
            Assert.Equal("x y", blob.Metadata["case_1"]);
            Assert.InRange(blob.LastModified, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(1));
        }
    }

    [Fact]
    public async Task Upload_AStreamThatCannotSeek_IsStoredWhole()
    {
        var container = await NewContainerAsync();
        var bytes = Encoding.ASCII.GetBytes(new string('z', 9_000_000));       // more than one of the SDK's blocks
        await using var pipe = new BufferedOneWay(bytes);
        var stored = await container.UploadAsync("big", pipe);
        Assert.Equal(bytes.Length, stored.Length);
        Assert.Equal(bytes.Length, (await container.FindAsync("big"))!.Length);
        Assert.Equal("zzz", await Texts.ReadAsync(container, "big", new BlobRange(8_999_997)));
    }

    [Theory]
    [InlineData(0, null, "0123456789")]
    [InlineData(3, null, "3456789")]
    [InlineData(3, 4, "3456")]
    [InlineData(8, 100, "89")]
    public async Task OpenRead_APart_GivesThatPart(long offset, int? length, string expected)
    {
        var container = await NewContainerAsync();
        await container.UploadAsync("digits", Texts.Stream("0123456789"));
        await using var content = await container.OpenReadAsync("digits", new BlobRange(offset, length));
        Assert.Equal(10, content.Properties.Length);
        Assert.Equal(expected, await new StreamReader(content.Stream).ReadToEndAsync());
    }

    [Fact]
    public async Task OpenRead_BehindTheEnd_IsRefused()
    {
        var container = await NewContainerAsync();
        await container.UploadAsync("digits", Texts.Stream("0123456789"));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => container.OpenReadAsync("digits", new BlobRange(10)));
        await container.UploadAsync("empty", Texts.Stream(""));
        Assert.Equal("", await Texts.ReadAsync(container, "empty"));
        Assert.Equal("", await Texts.ReadAsync(container, "empty", new BlobRange(0, 10)));
    }

    [Fact]
    public async Task Upload_OnlyIfNew_RefusesTheSecond()
    {
        var container = await NewContainerAsync();
        await container.UploadAsync("once", Texts.Stream("1"), new BlobUpload { OnlyIfNew = true });
        var error = await Assert.ThrowsAsync<StorageException>(() => container.UploadAsync("once", Texts.Stream("2"), new BlobUpload { OnlyIfNew = true }));
        Assert.Equal(StorageProblem.Exists, error.Problem);
        Assert.Equal("1", await Texts.ReadAsync(container, "once"));
    }

    [Fact]
    public async Task Conditions_OnTheETag_HoldForEveryCall()
    {
        var container = await NewContainerAsync();
        var first = await container.UploadAsync("doc", Texts.Stream("1"));
        var second = await container.UploadAsync("doc", Texts.Stream("2"), new BlobUpload { IfMatch = first.ETag });
        Assert.NotEqual(first.ETag, second.ETag);
        foreach (var call in new Func<Task>[]
        {
            () => container.UploadAsync("doc", Texts.Stream("3"), new BlobUpload { IfMatch = first.ETag }),
            () => container.UploadAsync("absent", Texts.Stream("3"), new BlobUpload { IfMatch = first.ETag }),
            () => container.DeleteAsync("doc", first.ETag),
            () => container.SetMetadataAsync("doc", new Dictionary<string, string>(), first.ETag),
            () => container.OpenReadAsync("doc", new BlobRange(IfMatch: first.ETag)),
        })
        {
            Assert.Equal(StorageProblem.Changed, (await Assert.ThrowsAsync<StorageException>(call)).Problem);
        }

        Assert.Equal("2", await Texts.ReadAsync(container, "doc", new BlobRange(IfMatch: second.ETag)));
        Assert.True(await container.DeleteAsync("doc", second.ETag));
        Assert.False(await container.DeleteAsync("doc"));
        Assert.False(await container.DeleteAsync("doc", second.ETag));
    }

    [Fact]
    public async Task SetMetadata_OfABlob_ReplacesItAndGivesANewETag()
    {
        var container = await NewContainerAsync();
        var first = await container.UploadAsync("doc", Texts.Stream("text"), new BlobUpload { Metadata = new Dictionary<string, string> { ["a"] = "1" } });
        var second = await container.SetMetadataAsync("doc", new Dictionary<string, string> { ["b"] = "2" }, first.ETag);
        Assert.NotEqual(first.ETag, second.ETag);
        Assert.Equal(["b"], (await container.FindAsync("doc"))!.Metadata.Keys);
        Assert.Equal("text", await Texts.ReadAsync(container, "doc"));
        await Assert.ThrowsAsync<ArgumentException>(() => container.SetMetadataAsync("doc", new Dictionary<string, string> { ["not-a-name"] = "2" }));
        await Assert.ThrowsAsync<ArgumentException>(() => container.SetMetadataAsync("doc", new Dictionary<string, string> { ["a"] = "line\nbreak" }));
    }

    [Fact]
    public async Task OpenRead_OfAVersionThatIsReplaced_ReadsThatVersion()
    {
        var container = await NewContainerAsync();
        await container.UploadAsync("doc", Texts.Stream("first"));
        await using var content = await container.OpenReadAsync("doc");
        await container.UploadAsync("doc", Texts.Stream("second, and longer"));
        Assert.Equal("first", await new StreamReader(content.Stream).ReadToEndAsync());
        Assert.Equal("second, and longer", await Texts.ReadAsync(container, "doc"));
    }

    [Fact]
    public async Task List_ByPrefix_GivesPagesInOrder()
    {
        var container = await NewContainerAsync();
        foreach (var name in new[] { "b/2", "a", "b/1", "b/3", "c", "b", "b0" })
            await container.UploadAsync(name, Texts.Stream(name));
        var names = new List<string>();
        string? continuation = null;
        do
        {
            var page = await container.ListAsync("b/", continuation, pageSize: 2);
            Assert.InRange(page.Blobs.Count, 0, 2);
            names.AddRange(page.Blobs.Select(blob => blob.Name));
            continuation = page.Continuation;
        }
        while (continuation is not null);
        Assert.Equal(["b/1", "b/2", "b/3"], names);
        Assert.Equal(["a", "b", "b/1", "b/2", "b/3", "b0", "c"], (await container.ListAsync()).Blobs.Select(blob => blob.Name));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => container.ListAsync(pageSize: 0));
    }

    [Theory]
    [InlineData("with space and ü 漢字 😀.txt")]
    [InlineData("percent%20and%2Fmore%")]
    [InlineData("question?hash#amp&plus+=.json")]
    [InlineData("a/b c/d'e(f)!.x")]
    [InlineData("quote\"star*less<more>pipe|colon:")]
    [InlineData("CON/nul.txt/aux")]
    public async Task Names_ThatAreOdd_ComeBackAsTheyWere(string name)
    {
        var container = await NewContainerAsync();
        await container.UploadAsync(name, Texts.Stream(name));
        Assert.Equal(name, Assert.Single((await container.ListAsync()).Blobs).Name);
        Assert.Equal(name, await Texts.ReadAsync(container, name));
        Assert.Equal(name, (await container.ReadChangesAsync(null)).Blobs.Single().Name);
        Assert.True(await container.DeleteAsync(name));
    }

    [Fact]
    public async Task Names_ThatAreFoldersOfOthers_StandBesideThem()
    {
        var container = await NewContainerAsync();
        string[] names = ["a", "a/b", "a/b/c", "x/y/z", "x/y", "x"];
        foreach (var name in names)
            await container.UploadAsync(name, Texts.Stream(name));
        foreach (var name in names)
            Assert.Equal(name, await Texts.ReadAsync(container, name));
        Assert.Equal(names.Order(StringComparer.Ordinal), (await container.ListAsync()).Blobs.Select(blob => blob.Name));
    }

    [Fact]
    public async Task Names_ThatBreakTheRules_AreRefused()
    {
        var container = await NewContainerAsync();
        foreach (var name in new[] { "", "/absolute", "..", "../up", "a/../b", "a/./b", new string('x', 1_025), "half\uD800", "zero\0", string.Join('/', Enumerable.Repeat("a", 255)) })
            await Assert.ThrowsAnyAsync<ArgumentException>(() => container.UploadAsync(name, Texts.Stream("x")));
        Assert.Empty((await container.ListAsync()).Blobs);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("Upper")]
    [InlineData("..")]
    [InlineData("a/b")]
    public void Container_ANameThatIsNone_IsRefused(string name) => Assert.Throws<ArgumentException>(() => Account.Container(name));

    protected static string NewName() => "c-" + Guid.NewGuid().ToString("N");

    protected async Task<IBlobContainer> NewContainerAsync()
    {
        var container = Account.Container(NewName());
        await container.CreateAsync();
        return container;
    }

    /// <summary>A stream that can be read once, forward.</summary>
    private sealed class BufferedOneWay(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();
    }
}
