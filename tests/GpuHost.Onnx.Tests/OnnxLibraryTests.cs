using System.Runtime.InteropServices;
using GpuHost.Core.Similar;
using GpuHost.Onnx.Tests.Support;
using Microsoft.ML.OnnxRuntime;

namespace GpuHost.Onnx.Tests;

/// <summary>Which native library the plug-in runs on.</summary>
public sealed class OnnxLibraryTests : IDisposable
{
    private static readonly string[] Texts = ["red", "red green", "blue green green", ""];
    private static readonly string Package = Path.Join("node_modules", "onnxruntime-node");
    private static readonly string Machine = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    private readonly string folder = Directory.CreateTempSubdirectory("onnx-").FullName;
    private readonly OnnxEmbedderOptions options;

    public OnnxLibraryTests()
    {
        options = new OnnxEmbedderOptions { Model = Path.Join(folder, "model.onnx"), Vocabulary = Path.Join(folder, "vocab.txt") };
        File.WriteAllBytes(options.Model, TinyModel.Of([[9, 9], [0, 0], [0.1f, 0], [0, 0.3f], [0, 0], [3, 0.7f], [0.2f, 4], [1, 1]], "input_ids", "attention_mask"));
        File.WriteAllLines(options.Vocabulary, ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "red", "green", "blue"]);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("node_modules/onnxruntime-node")]
    public void Embed_OnTheLibraryOfNpm_GivesWhatTheBuildsGives(string named)
    {
        var library = Path.Join(InstalledPackage.Folder, named);
        Assert.Equal(OnTheBuilds(), Embed(new PluginCopy().Create(options with { Library = library })));
        AssertLoaded(InstalledPackage.Folder);
    }

    [Fact]
    public void Embed_LibraryNamedByItsFile_RunsOnIt()
    {
        var file = Directory.EnumerateFiles(Path.Join(InstalledPackage.Folder, Package, "bin"), "libonnxruntime.so*", SearchOption.AllDirectories)
            .Single(file => file.Contains(Machine, StringComparison.Ordinal));
        Assert.Equal(OnTheBuilds(), Embed(new PluginCopy().Create(options with { Library = file })));
    }

    [Fact]
    public void Embed_PackageInstalledBesideThePlugin_RunsOnIt()
    {
        var plugin = Directory.CreateDirectory(Path.Join(folder, "plugin")).FullName;
        foreach (var name in new[] { "GpuHost.Onnx.dll", "Microsoft.ML.OnnxRuntime.dll" })
            File.Copy(Path.Join(AppContext.BaseDirectory, name), Path.Join(plugin, name));
        Directory.CreateSymbolicLink(Path.Join(plugin, "node_modules"), Path.Join(InstalledPackage.Folder, "node_modules"));
        Assert.Equal(OnTheBuilds(), Embed(new PluginCopy(plugin).Create(options)));
    }

    [Fact]
    public void Create_LibraryTooOld_NamesBothVersions()
    {
        var message = Refused(() => new PluginCopy().Create(options with { Library = StandinLibrary.Build(folder, "1.17.3") }));
        Assert.Contains("1.17.3", message, StringComparison.Ordinal);
        Assert.Contains(typeof(OrtEnv).Assembly.GetName().Version!.ToString(3), message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2.0.0", "is of version 2.0.0")]
    [InlineData("soon", "its version 'soon' is none")]
    [InlineData(null, "none of ONNX Runtime")]
    public void Create_LibraryThatIsAnother_IsRefused(string? version, string reason) =>
        Assert.Contains(
            reason, Refused(() => new PluginCopy().Create(options with { Library = StandinLibrary.Build(folder, version) })), StringComparison.Ordinal);

    [Fact]
    public void Create_LibraryThatIsNone_NamesIt()
    {
        Assert.Contains(options.Model!, Refused(() => new PluginCopy().Create(options with { Library = options.Model })), StringComparison.Ordinal);
        Assert.Contains("/nowhere", Refused(() => new PluginCopy().Create(options with { Library = "/nowhere" })), StringComparison.Ordinal);
        Assert.Contains(Machine, Refused(() => new PluginCopy().Create(options with { Library = folder })), StringComparison.Ordinal);
    }

    [Fact]
    public void Create_AnotherLibraryThanTheProcessRunsOn_IsRefused()
    {
        OnTheBuilds();
        Assert.Contains("another one", Refused(() => new OnnxEmbedder(options with { Library = InstalledPackage.Folder })), StringComparison.Ordinal);
        var plugin = new PluginCopy();
        Embed(plugin.Create(options with { Library = InstalledPackage.Folder }));
        Embed(plugin.Create(options with { Library = InstalledPackage.Folder }));       // the same again may be
        var other = Path.Join(folder, "libonnxruntime.so");
        File.WriteAllText(other, "");
        Assert.Contains(InstalledPackage.Folder, Refused(() => plugin.Create(options with { Library = other })), StringComparison.Ordinal);
    }

    private static string Refused(Func<object> create) => Assert.ThrowsAny<EmbedderException>(create).Message;

    private static IReadOnlyList<float[]> Embed(IEmbedder embedder)
    {
        using var held = embedder as IDisposable;
        return embedder.Embed(Texts, CancellationToken.None);
    }

    private static void AssertLoaded(string from) =>
        Assert.Contains(File.ReadLines("/proc/self/maps"), line => line.Contains(from, StringComparison.Ordinal));

    private IReadOnlyList<float[]> OnTheBuilds() => Embed(new OnnxEmbedder(options));
}
