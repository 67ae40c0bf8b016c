using GpuHost.Core;
using GpuHost.Core.Folders;
using GpuHost.Core.Rules;
using Workflows.Contracts.Review;

namespace GpuHost.Tests.Core;

public sealed class FolderScanTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Run_ManyFiles_ComeOnceAndInOrder()
    {
        for (var index = 0; index < 1500; index++)
            folder.Write($"{index % 7}/f{index:D4}.txt", $"file {index}\n");
        var (files, skipped) = Run();
        Assert.Equal(1500, files.Count);
        Assert.Empty(skipped);
        var paths = files.ConvertAll(file => file.Record.Path);
        Assert.Equal(paths.Order(StringComparer.Ordinal), paths);
        Assert.All(files, file => Assert.Equal((null, true), (file.Record.Error, file.Measures is not null)));
        using var core = new FileCore();
        var expected = core.Process(new(folder.Root, paths), CancellationToken.None).Files;
        Assert.Equal(expected.Select(Scans.Describe), files.Select(file => Scans.Describe(file.Record)));
    }

    [Fact]
    public void Run_OddEntries_AreNamedAndTheRestGoesOn()
    {
        folder.Write("a.txt", "text");
        folder.Write("z.txt", "text");
        folder.Write(".git/config", "text");
        folder.Write("App.csproj", "<Project/>");
        folder.Write("bin/App.dll", "text");
        folder.Link("broken", "nothing");
        folder.Link("door", "/");
        using (var make = System.Diagnostics.Process.Start("mkfifo", Path.Join(folder.Root, "pipe")))
            make.WaitForExit();
        var (files, _) = Run();
        var errors = files.ToDictionary(file => file.Record.Path, file => file.Record.Error ?? "");
        Assert.Equal(["App.csproj", "a.txt", "broken", "door", "pipe", "z.txt"], errors.Keys);
        Assert.Equal(("", ""), (errors["a.txt"], errors["z.txt"]));
        Assert.Contains("nowhere", errors["broken"], StringComparison.Ordinal);
        Assert.Contains("out of the folder", errors["door"], StringComparison.Ordinal);
        Assert.Contains("pipe", errors["pipe"], StringComparison.Ordinal);
    }

    [Fact]
    public void Run_NoSuchFolder_Says()
    {
        using var scan = Scan(_ => { }, _ => { });
        Assert.Throws<DirectoryNotFoundException>(() => scan.Run(Path.Join(folder.Root, "none"), CancellationToken.None));
    }

    [Fact]
    public void Run_Cancelled_Stops()
    {
        folder.Write("a.txt", "text");
        using var scan = Scan(_ => { }, _ => { });
        Assert.Throws<OperationCanceledException>(() => scan.Run(folder.Root, new CancellationToken(true)));
    }

    [Fact]
    public void Run_CallerThatThrows_EndsTheScan()
    {
        for (var index = 0; index < 5000; index++)
            folder.Write($"f{index}", "x");
        using var scan = Scan(_ => throw new FormatException("no more"), _ => { });
        Assert.Contains("no more", Assert.Throws<InvalidOperationException>(() => scan.Run(folder.Root, CancellationToken.None)).Message, StringComparison.Ordinal);
    }

    private static FolderScan Scan(Action<FileFacts> onFile, Action<SkippedPath> onSkipped) =>
        new(new FileCoreOptions { DegreeOfParallelism = 3, Measure = true, OpenContainers = true }, RuleSet.BuiltIn, onFile, onSkipped);

    private (List<FileFacts> Files, List<SkippedPath> Skipped) Run()
    {
        var (files, skipped) = (new List<FileFacts>(), new List<SkippedPath>());
        using var scan = Scan(files.Add, skipped.Add);
        scan.Run(folder.Root, CancellationToken.None);
        return (files, skipped);
    }
}
