using System.Text.Json;

namespace Azure.Tests.Building;

[Collection(AzureBuildCollection.Name)]
public sealed class AppBuildTests(AzureBuild build)
{
    private static readonly string App = AzureBuild.Built("src/Workflows.Functions");

    private static readonly string[] QuickstartNames = ["AsyncHttpApi", "Chaining", "Counter", "FanOutFanIn", "HumanInteraction", "Monitor"];

    public static TheoryData<string> Quickstarts => new(QuickstartNames);

    [Fact]
    public void Build_Everything_HasNoWarningOfOurs() =>
        // The SDK writes and restores a project of its own for the host's extensions; what a registry lacks for it, nobody here can pin.
        Assert.DoesNotContain(build.Warnings, warning => !(warning.Contains("WorkerExtensions.csproj", StringComparison.Ordinal) && warning.Contains("NU1603", StringComparison.Ordinal)));

    [Fact]
    public void Metadata_OfTheApp_ListsEveryFunctionWithItsBindings()
    {
        var declared = DeclaredFunctions.Read(App, "Workflows.Functions", "Workflows.Activities");
        Assert.True(declared.Count > 40, $"only {declared.Count} functions were found in the assemblies");
        Assert.Equal(Lines(declared.Select(function => (function.Name, function.Method, function.Bindings))), Listed(App));
    }

    [Theory]
    [MemberData(nameof(Quickstarts))]
    public void Metadata_OfAQuickstart_ListsEveryFunctionWithItsBindings(string name)
    {
        var folder = AzureBuild.Built($"samples/quickstarts/{name}");
        var declared = DeclaredFunctions.Read(folder, name);
        Assert.NotEmpty(declared);
        Assert.Equal(Lines(declared.Select(function => (function.Name, function.Method, function.Bindings))), Listed(folder));
    }

    [Fact]
    public void Metadata_RoutesLevelsAndSchedules_AreThoseOfTheSources()
    {
        var functions = FunctionsMetadata.Read(App);
        var start = functions.Binding("StartWorkflow", "httpTrigger");
        Assert.Equal("workflows/{name}", FunctionsMetadata.Text(start, "route"));
        Assert.Equal("Function", FunctionsMetadata.Text(start, "authLevel"));
        Assert.Equal(["post"], start.GetProperty("methods").EnumerateArray().Select(method => method.GetString()));
        Assert.Equal("0 * * * * *", FunctionsMetadata.Text(functions.Binding("WatchModels", "timerTrigger"), "schedule"));
        Assert.Equal("v1/runs/{run}/stream", FunctionsMetadata.Text(functions.Binding("StreamRun", "httpTrigger"), "route"));
    }

    [Fact]
    public void Output_OfTheApp_IsAWorkerThatTheHostCanStart()
    {
        using var worker = JsonDocument.Parse(File.ReadAllText(Path.Join(App, "worker.config.json")));
        var description = worker.RootElement.GetProperty("description");
        Assert.Equal("dotnet-isolated", FunctionsMetadata.Text(description, "language"));
        Assert.True(File.Exists(Path.Join(App, FunctionsMetadata.Text(description, "defaultWorkerPath"))));
        Assert.True(File.Exists(Path.Join(App, "host.json")));

        using var extensions = JsonDocument.Parse(File.ReadAllText(Path.Join(App, "extensions.json")));
        var durable = extensions.RootElement.GetProperty("extensions").EnumerateArray().Single(extension => FunctionsMetadata.Text(extension, "name") == "DurableTask");
        Assert.True(File.Exists(Path.Join(App, FunctionsMetadata.Text(durable, "hintPath"))), "the durable extension of the host is not in the output");
    }

    [Fact]
    public void Output_OfTheApp_HoldsNothingOfTheLocalHost()
    {
        var files = Directory.EnumerateFiles(App, "*.dll").Select(Path.GetFileNameWithoutExtension).ToList();
        Assert.Contains("Microsoft.DurableTask.Abstractions", files);
        Assert.DoesNotContain("Runtime.Api", files);
        Assert.DoesNotContain("Runtime.Host", files);
        Assert.DoesNotContain("Runtime.Engine", files);
    }

    [Fact]
    public void Output_OfTheEmbedder_HasTheLibraryForGraphicsDevices()
    {
        var plugin = AzureBuild.Built("src/GpuHost.Onnx");
        var native = Path.Join(plugin, "runtimes", "linux-x64", "native");
        Assert.True(File.Exists(Path.Join(native, "libonnxruntime.so")));
        Assert.True(File.Exists(Path.Join(native, "libonnxruntime_providers_cuda.so")));
        Assert.True(File.Exists(Path.Join(plugin, "Microsoft.ML.OnnxRuntime.dll")));
    }

    private static string Listed(string folder) => Lines(FunctionsMetadata.Read(folder)
        .Select(function => (FunctionsMetadata.Text(function, "name"), FunctionsMetadata.Text(function, "entryPoint"), FunctionsMetadata.BindingTypes(function))));

    private static string Lines(IEnumerable<(string Name, string Method, string[] Bindings)> functions) =>
        string.Join('\n', functions.Select(function => $"{function.Name} = {function.Method}: {string.Join(", ", function.Bindings)}").Order(StringComparer.Ordinal));
}
