using Runtime.Host.Tests.Support;
using Workflows.Runtime;

namespace Runtime.Host.Tests.Access;

public sealed class KeyFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Ensure_FirstTime_MakesThreeKeysAndShowsThemOnce()
    {
        var file = new KeyFile(folder.Path);

        var issued = await file.EnsureAsync();

        Assert.Equal([KeyScope.Master, KeyScope.Host, KeyScope.System], issued.Select(one => one.Key.Scope));
        Assert.All(issued, one => Assert.Equal(43, one.Value.Length));
        Assert.Empty(await file.EnsureAsync());
        Assert.Equal(issued.Select(one => one.Key), file.List());
    }

    [Fact]
    public async Task File_OfKeys_HoldsNoValueAndIsForItsOwnerOnly()
    {
        var file = new KeyFile(folder.Path);
        var issued = await file.EnsureAsync();

        var text = await File.ReadAllTextAsync(file.Path);
        Assert.All(issued, one => Assert.DoesNotContain(one.Value, text));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path));
    }

    [Fact]
    public async Task Create_InSeveralProcessesAtOnce_LosesNone()
    {
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => new KeyFile(folder.Path).CreateAsync(KeyScope.Host, $"k{i}"))));

        Assert.Equal(23, new KeyFile(folder.Path).List().Count);
        Assert.Equal(23, all.Sum(issued => issued.Count));
    }

    [Theory]
    [InlineData(KeyScope.Host, "default", null, "already")]
    [InlineData(KeyScope.Host, "a b", null, "letters")]
    [InlineData(KeyScope.Host, "", null, "1 to 100")]
    [InlineData(KeyScope.Host, "x", "Fn", "name none")]
    [InlineData(KeyScope.Function, "x", null, "names its function")]
    [InlineData(KeyScope.Master, "x", null, "one master key")]
    public async Task Create_WhatCannotBe_SaysWhy(KeyScope scope, string name, string? function, string why)
    {
        var file = new KeyFile(folder.Path);
        await file.EnsureAsync();

        Assert.Contains(why, (await Assert.ThrowsAsync<KeyException>(() => file.CreateAsync(scope, name, function))).Message);
    }

    [Fact]
    public async Task Revoke_MasterOrUnknown_IsRefused()
    {
        var file = new KeyFile(folder.Path);
        await file.CreateAsync(KeyScope.Function, "one", "Fn");

        await Assert.ThrowsAsync<KeyException>(() => file.RevokeAsync(KeyScope.Master, "_master"));
        await Assert.ThrowsAsync<KeyException>(() => file.RevokeAsync(KeyScope.Function, "one", "Other"));
        await file.RevokeAsync(KeyScope.Function, "ONE", "fn");
        Assert.Equal(3, file.List().Count);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{ "format": 9, "addressSecret": "AAAA", "keys": [] }""")]
    [InlineData("""{ "format": 1, "addressSecret": "AAAA", "keys": [null] }""")]
    public void List_DamagedFile_SaysHowToGoOn(string content)
    {
        folder.Write("keys.json", content);

        Assert.Contains("Restore the file", Assert.Throws<HostConfigurationException>(() => new KeyFile(folder.Path).List()).Message);
    }
}
