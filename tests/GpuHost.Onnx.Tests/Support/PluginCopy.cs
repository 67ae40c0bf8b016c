using System.Reflection;
using System.Runtime.Loader;
using GpuHost.Core.Similar;
using Microsoft.Extensions.Configuration;

namespace GpuHost.Onnx.Tests.Support;

/// <summary>
/// The plug-in loaded once more, with a managed ONNX Runtime of its own, as only a new process would have it: which native library that one runs on is
/// decided once. The port <see cref="IEmbedder"/> is the tests' own.
/// </summary>
internal sealed class PluginCopy(string folder) : AssemblyLoadContext("plug-in")
{
    private static readonly string[] Own = ["GpuHost.Onnx", "Microsoft.ML.OnnxRuntime"];

    public PluginCopy()
        : this(AppContext.BaseDirectory)
    {
    }

    public IEmbedder Create(OnnxEmbedderOptions options)
    {
        var factory = LoadFromAssemblyName(new AssemblyName(Own[0])).GetType(typeof(OnnxEmbedderFactory).FullName!, throwOnError: true)!;
        var settings = new ConfigurationBuilder().AddInMemoryCollection(
        [
            new(nameof(options.Model), options.Model), new(nameof(options.Vocabulary), options.Vocabulary), new(nameof(options.Library), options.Library),
        ]);
        return ((IEmbedderFactory)Activator.CreateInstance(factory)!).Create(settings.Build());
    }

    protected override Assembly? Load(AssemblyName assemblyName) =>
        Own.Contains(assemblyName.Name) ? LoadFromAssemblyPath(Path.Join(folder, assemblyName.Name + ".dll")) : null;
}
