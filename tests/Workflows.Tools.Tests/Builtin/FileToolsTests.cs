using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Workflows.Contracts.Tools;
using Workflows.Tools.Tests.Support;

namespace Workflows.Tools.Tests.Builtin;

public sealed class FileToolsTests
{
    [Fact]
    public async Task Read_LinesOfFile_AreThose()
    {
        await using var bench = ToolBench.Create();
        bench.Write("a.txt", "one\ntwo\nthree\nfour");
        Assert.Equal("two\nthree", (await bench.CallAsync("files_read", new { path = "a.txt", firstLine = 2, lines = 2 })).Good().Text);
        Assert.Equal("one\ntwo\nthree\nfour", (await bench.CallAsync("files_read", new { path = "a.txt" })).Good().Text);
    }

    [Fact]
    public async Task List_Folder_NamesSizesAndFolders()
    {
        await using var bench = ToolBench.Create();
        bench.Write("sub/b.txt", "12345");
        var entries = (await bench.CallAsync("files_list", new { recursive = true })).Json().GetProperty("entries");
        Assert.Equal(["sub", "sub/b.txt"], entries.EnumerateArray().Select(entry => entry.GetProperty("path").GetString()));
        Assert.Equal(5, entries[1].GetProperty("bytes").GetInt64());
    }

    [Fact]
    public async Task Write_NewFile_NeedsApprovalAndNeverOverwrites()
    {
        await using var bench = ToolBench.Create();
        Assert.Equal(ToolErrorKind.NeedsApproval, (await bench.CallAsync("files_write", new { path = "n/a.txt", text = "x" })).Error);
        (await bench.CallApprovedAsync("files_write", new { path = "n/a.txt", text = "x" })).Good();
        Assert.Equal(ToolErrorKind.InvalidArguments, (await bench.CallApprovedAsync("files_write", new { path = "n/a.txt", text = "y" })).Error);
        (await bench.CallApprovedAsync("files_replace", new { path = "n/a.txt", text = "z" })).Good();
        Assert.Equal("z", await File.ReadAllTextAsync(Path.Combine(bench.Files, "n/a.txt")));
        (await bench.CallApprovedAsync("files_delete", new { path = "n/a.txt" })).Good();
        Assert.Empty(Directory.GetFiles(Path.Combine(bench.Files, "n")));
    }

    [Fact]
    public async Task Patch_DiffOfTheTools_GivesTheOtherText()
    {
        await using var bench = ToolBench.Create();
        var before = string.Join('\n', Enumerable.Range(1, 40).Select(i => $"line {i}"));
        var after = before.Replace("line 7\n", "", StringComparison.Ordinal).Replace("line 30", "line thirty", StringComparison.Ordinal) + "\nlast";
        bench.Write("a.txt", before);
        var diff = (await bench.CallAsync("text_diff", new { before, after })).Good().Text;
        (await bench.CallApprovedAsync("files_patch", new { path = "a.txt", patch = diff })).Good();
        Assert.Equal(after, (await bench.CallAsync("files_read", new { path = "a.txt" })).Text);
        Assert.Equal(ToolErrorKind.InvalidArguments, (await bench.CallApprovedAsync("files_patch", new { path = "a.txt", patch = "@@ -1 +1 @@\n-not there\n+x" })).Error);
    }

    [Fact]
    public async Task Search_GlobAndRegex_FindsLines()
    {
        await using var bench = ToolBench.Create();
        bench.Write("src/a.cs", "class A\n// TODO".Replace("TODO", "later", StringComparison.Ordinal));
        bench.Write("src/deep/b.cs", "class B");
        bench.Write("readme.md", "class");
        var hits = (await bench.CallAsync("files_search", new { glob = "**/*.cs", regex = "class \\w" })).Json().GetProperty("hits");
        Assert.Equal(["src/a.cs", "src/deep/b.cs"], hits.EnumerateArray().Select(hit => hit.GetProperty("path").GetString()));
        Assert.Equal(1, hits[0].GetProperty("line").GetInt32());
        Assert.Equal(2, (await bench.CallAsync("files_search", new { glob = "*.{md,cs}", path = "src" })).Json().GetProperty("hits").GetArrayLength());
    }

    [Fact]
    public async Task Hash_File_IsItsDigest()
    {
        await using var bench = ToolBench.Create();
        bench.Write("a.txt", "abc");
        var digest = (await bench.CallAsync("files_hash", new { path = "a.txt" })).Json().GetProperty("digest").GetString();
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", digest);
    }

    [Theory]
    [InlineData("../secret.txt")]
    [InlineData("sub/../../secret.txt")]
    [InlineData("/etc/passwd")]
    [InlineData("link.txt")]
    [InlineData("linked/secret.txt")]
    [InlineData("circle/x")]
    public async Task Read_PathThatLeavesTheRoots_IsDenied(string path)
    {
        await using var bench = ToolBench.Create();
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "secret.txt"), "secret");
        Directory.CreateDirectory(Path.Combine(bench.Files, "sub"));
        File.CreateSymbolicLink(Path.Combine(bench.Files, "link.txt"), Path.Combine("..", "secret.txt"));
        Directory.CreateSymbolicLink(Path.Combine(bench.Files, "linked"), bench.Folder);
        File.CreateSymbolicLink(Path.Combine(bench.Files, "circle"), "circle");
        foreach (var tool in new[] { "files_read", "files_hash", "archive_list" })
        {
            var outcome = await bench.CallAsync(tool, new { path });
            Assert.True(outcome.Error is ToolErrorKind.Denied or ToolErrorKind.Failed, $"{tool}: {outcome.Error}");
            Assert.DoesNotContain("root:", outcome.Text, StringComparison.Ordinal);
            Assert.NotEqual("secret", outcome.Text);
        }
        Assert.NotEqual(ToolErrorKind.None, (await bench.CallApprovedAsync("files_replace", new { path, text = "" })).Error);
    }

    [Fact]
    public async Task Read_KeyOfTheApprovals_IsDeniedEvenInsideARoot()
    {
        var folder = Directory.CreateTempSubdirectory("tools-").FullName;
        await using var bench = ToolBench.Create(new Dictionary<string, string?> { ["Tools:Roots:0"] = folder }, folder);
        bench.OwnsFolder = true;
        bench.Approvals.Issue(new string('a', 64), "ann");
        Assert.True(File.Exists(Path.Combine(folder, "data", "approvals", "key")));
        foreach (var path in new[] { "data/approvals/key", "files/../data/approvals/key" })
        {
            Assert.Equal(ToolErrorKind.Denied, (await bench.CallAsync("files_read", new { path })).Error);
            Assert.Equal(ToolErrorKind.Denied, (await bench.CallAsync("files_hash", new { path })).Error);
            Assert.Equal(ToolErrorKind.Denied, (await bench.CallApprovedAsync("files_replace", new { path, text = "" })).Error);
        }
        Assert.Equal("[]", (await bench.CallAsync("files_search", new { path = ".", glob = "key", regex = "." })).Json().GetProperty("hits").GetRawText());
    }

    [Fact]
    public async Task Search_LinkOutOfTheRoot_IsNotFollowed()
    {
        await using var bench = ToolBench.Create();
        await File.WriteAllTextAsync(Path.Combine(bench.Folder, "secret.txt"), "secret");
        Directory.CreateSymbolicLink(Path.Combine(bench.Files, "linked"), bench.Folder);
        File.CreateSymbolicLink(Path.Combine(bench.Files, "one.txt"), Path.Combine(bench.Folder, "secret.txt"));
        Assert.DoesNotContain("secret", (await bench.CallAsync("files_search", new { regex = "secret" })).Json().GetProperty("hits").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_FolderThatTheRunWasGiven_IsReadableAndNotWritable()
    {
        await using var bench = ToolBench.Create();
        var given = Directory.CreateDirectory(Path.Combine(bench.Folder, "given")).FullName;
        await File.WriteAllTextAsync(Path.Combine(given, "g.txt"), "given");
        var call = new ToolCall("r", "a", "1", "files_read", """{"path":"g.txt"}""") { ReadableFolder = given };
        Assert.Equal("given", (await bench.Registry.InvokeAsync(call, "k1", CancellationToken.None)).Good().Text);
        var write = new { path = Path.Combine(given, "new.txt"), text = "" };
        Assert.Equal(ToolErrorKind.Denied, (await bench.CallApprovedAsync("files_write", write)).Error);
    }

    [Theory]
    [InlineData(".zip")]
    [InlineData(".tar.gz")]
    public async Task Extract_Archive_UnpacksIntoNewFolder(string kind)
    {
        await using var bench = ToolBench.Create();
        Pack(Path.Combine(bench.Files, "a" + kind), ("x/one.txt", "1"), ("two.txt", "22"));
        Assert.Equal(2, (await bench.CallAsync("archive_list", new { path = "a" + kind })).Json().GetProperty("entries").GetArrayLength());
        (await bench.CallApprovedAsync("archive_extract", new { path = "a" + kind, folder = "out" })).Good();
        Assert.Equal("22", await File.ReadAllTextAsync(Path.Combine(bench.Files, "out", "two.txt")));
    }

    [Theory]
    [InlineData(".zip", "../up.txt")]
    [InlineData(".tar.gz", "/abs.txt")]
    public async Task Extract_EntryThatLeavesTheFolder_IsDeniedAndLeavesNothing(string kind, string path)
    {
        await using var bench = ToolBench.Create();
        Pack(Path.Combine(bench.Files, "a" + kind), ("good.txt", "1"), (path, "2"));
        Assert.Equal(ToolErrorKind.Denied, (await bench.CallApprovedAsync("archive_extract", new { path = "a" + kind, folder = "out" })).Error);
        Assert.False(Directory.Exists(Path.Combine(bench.Files, "out")));
    }

    [Fact]
    public async Task Extract_Bomb_StopsAtTheLimitAndLeavesNothing()
    {
        await using var bench = ToolBench.Create();
        Pack(Path.Combine(bench.Files, "bomb.zip"), ("zeros", new string('0', 20_000_000)));
        var outcome = await bench.CallApprovedAsync("archive_extract", new { path = "bomb.zip", folder = "out" });
        Assert.Equal(ToolErrorKind.Denied, outcome.Error);
        Assert.Contains("times its own size", outcome.Text, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(bench.Files, "out")));
    }

    [Fact]
    public async Task Extract_LinkInTar_IsDenied()
    {
        await using var bench = ToolBench.Create();
        await using (var file = File.Create(Path.Combine(bench.Files, "l.tar")))
        await using (var tar = new TarWriter(file))
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, "l") { LinkName = "/etc" });
        Assert.Equal(ToolErrorKind.Denied, (await bench.CallApprovedAsync("archive_extract", new { path = "l.tar", folder = "out" })).Error);
    }

    private static void Pack(string path, params (string Name, string Text)[] entries)
    {
        using var file = File.Create(path);
        if (path.EndsWith(".zip", StringComparison.Ordinal))
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Create);
            foreach (var (name, text) in entries)
            {
                using var content = zip.CreateEntry(name).Open();
                content.Write(Encoding.UTF8.GetBytes(text));
            }
            return;
        }
        using var gzip = new GZipStream(file, CompressionLevel.Fastest);
        using var tar = new TarWriter(gzip);
        foreach (var (name, text) in entries)
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
    }
}
