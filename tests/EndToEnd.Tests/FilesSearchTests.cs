using System.Reflection;
using System.Text;
using System.Text.Json;
using GpuHost.Onnx.Tests;

namespace EndToEnd.Tests;

/// <summary><c>workflows files search</c> with a model, which the program loads as a plug-in.</summary>
public sealed class FilesSearchTests : IDisposable
{
    private static readonly string[] Words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "red", "green", "crimson", "leaf"];

    // Crimson is near red and a leaf near green, which no shared text tells.
    private static readonly float[][] Table = [[0, 0], [0, 0], [0, 0], [0, 0], [0, 0], [1, 0], [0, 1], [0.9f, 0.1f], [0.2f, 0.8f]];

    private static readonly string Plugin =
        typeof(FilesSearchTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "EmbedderPlugin").Value!;

    private readonly ScratchFolder scratch = new();

    public FilesSearchTests()
    {
        scratch.Write("model/tiny.onnx", TinyModel.Of(Table, "input_ids", "attention_mask"));
        scratch.Write("model/vocab.txt", string.Join('\n', Words) + "\n");
        scratch.Write("in/fire.txt", "crimson crimson red");
        scratch.Write("in/deep/tree.txt", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("leaf leaf green")]);
        scratch.Write("in/mixed.md", "red green");
        scratch.Write("in/blob.bin", [0, 1, 2, 3, 0, 5]);
        scratch.Write("in/empty.txt", "");
    }

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Search_ModelOnTheCommandLine_FindsWhatMeansTheSame()
    {
        var found = await FoundAsync("in", "red", "--model", "model/tiny.onnx");
        Assert.Equal(["fire.txt", "mixed.md", "deep/tree.txt"], found.Select(hit => hit.File));
        Assert.InRange(found[0].Similarity, 0.99, 1);
        Assert.InRange(found[1].Similarity, 0.70, 0.71);
        Assert.Equal(["deep/tree.txt"], (await FoundAsync("in", "in/deep/tree.txt", "--model", "model/tiny.onnx", "--count", "1")).Select(hit => hit.File));
    }

    [Fact]
    public async Task Search_ModelInTheSettings_IsTheDefaultAndCanBeLeft()
    {
        var settings = new Dictionary<string, string> { ["Embedding__Model"] = scratch["model/tiny.onnx"], ["Embedding__Plugin"] = Plugin };
        var byMeaning = await WorkflowsProcess.RunAsync(scratch.FullPath, settings, "files", "search", "in", "leaf", "--json");
        Assert.Equal("deep/tree.txt", JsonDocument.Parse(byMeaning.Succeeded().Output).RootElement[0].GetProperty("file").GetString());
        var byContent = await WorkflowsProcess.RunAsync(scratch.FullPath, settings, "files", "search", "in", "leaf", "--by", "content");
        byContent.Refused(3, "too short");
    }

    [Fact]
    public async Task Search_WithoutWhatItTakes_SaysWhatIsMissing()
    {
        (await SearchAsync([], "in", "red", "--by", "meaning")).Refused(6, "No model is named", "Embedding:Model");
        (await SearchAsync(new() { ["Embedding__Plugin"] = "/nowhere/GpuHost.Onnx.dll" }, "in", "red", "--model", "model/tiny.onnx"))
            .Refused(6, "'/nowhere/GpuHost.Onnx.dll'", "Build src/GpuHost.Onnx");
        (await SearchAsync(Loaded(Plugin), "in", "red", "--model", "model/none.onnx")).Refused(6, "none.onnx");
        (await SearchAsync(Loaded(scratch["model/tiny.onnx"]), "in", "red", "--model", "model/tiny.onnx")).Refused(6, "cannot be loaded");
        (await SearchAsync(Loaded(Plugin), "in", "blue", "--model", "model/tiny.onnx")).Refused(3, "makes nothing of the query");
        (await SearchAsync(Loaded(Plugin), "none", "red", "--model", "model/tiny.onnx")).Refused(3, "does not exist");
        (await SearchAsync(new(Loaded(Plugin)) { ["Embedding__TokensMax"] = "many" }, "in", "red", "--model", "model/tiny.onnx")).Refused(6, "TokensMax");
    }

    [Fact]
    public async Task Search_PluginWithoutItsNativeLibrary_SaysSo()
    {
        var folder = Path.GetDirectoryName(Plugin)!;
        foreach (var file in Directory.EnumerateFiles(folder))
            scratch.Write("plugin/" + Path.GetFileName(file), await File.ReadAllBytesAsync(file));
        (await SearchAsync(Loaded(scratch["plugin/GpuHost.Onnx.dll"]), "in", "red", "--model", "model/tiny.onnx"))
            .Refused(6, "cannot be loaded for Cpu", "onnxruntime", "npm ci --ignore-scripts", "Embedding:Library");
    }

    private static Dictionary<string, string> Loaded(string plugin) => new() { ["Embedding__Plugin"] = plugin };

    private Task<Ending> SearchAsync(Dictionary<string, string> settings, params string[] arguments) =>
        WorkflowsProcess.RunAsync(scratch.FullPath, settings, ["files", "search", .. arguments]);

    private async Task<List<(string File, double Similarity)>> FoundAsync(params string[] arguments)
    {
        var ending = (await SearchAsync(Loaded(Plugin), [.. arguments, "--json"])).Succeeded();
        var hits = JsonDocument.Parse(ending.Output).RootElement.EnumerateArray();
        return [.. hits.Select(hit => (hit.GetProperty("file").GetString()!, hit.GetProperty("similarity").GetDouble()))];
    }
}
