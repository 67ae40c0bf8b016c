using System.Reflection;
using System.Runtime.Loader;
using Microsoft.Extensions.Configuration;

namespace GpuHost.Core.Similar;

/// <summary>
/// Finds the plug-in that has an embedder and loads it beside the program: what both need is the program's, everything else comes from the plug-in's
/// folder. So nothing of a model's runtime is in a program that has no model.
/// </summary>
public static class EmbedderPlugin
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Embedding";

    private const string Name = "GpuHost.Onnx";

    /// <summary>Whether a model is named.</summary>
    /// <param name="configuration">The settings of the program.</param>
    public static bool IsConfigured(IConfiguration configuration) => !string.IsNullOrEmpty(configuration[Section + ":Model"]);

    /// <summary>Loads the plug-in and has it make the embedder.</summary>
    /// <param name="configuration">The settings of the program: <c>Embedding:Model</c> and what belongs to it.</param>
    /// <exception cref="EmbedderException">There is no model in the settings, no plug-in, or one of them will not do.</exception>
    public static IEmbedder Load(IConfiguration configuration)
    {
        if (!IsConfigured(configuration))
            throw new EmbedderPluginException($"No model is named: set {Section}:Model and {Section}:Vocabulary.");
        var settings = configuration.GetSection(Section);
        var beside = Path.Combine(AppContext.BaseDirectory, "plugins", Name, Name + ".dll");
        var path = Path.GetFullPath(settings["Plugin"] is { Length: > 0 } named ? named : beside);
        if (!File.Exists(path))
        {
            throw new EmbedderPluginException(
                $"The plug-in '{path}' that runs the model is not there. Build src/{Name} and name its {Name}.dll in {Section}:Plugin.");
        }

        return Factory(path).Create(settings);
    }

    private static IEmbedderFactory Factory(string path)
    {
        try
        {
            var types = new PluginContext(path).LoadFromAssemblyPath(path).GetExportedTypes();
            var found = types.Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IEmbedderFactory))).ToList();
            return found.Count == 1
                ? (IEmbedderFactory)Activator.CreateInstance(found[0])!
                : throw new EmbedderPluginException($"The plug-in '{path}' has {found.Count} public classes that make an embedder, not one.");
        }
        catch (Exception error) when (IsUnfit(error))
        {
            throw new EmbedderPluginException($"The plug-in '{path}' cannot be loaded; build it together with this program. {error.Message}", error);
        }
    }

    private static bool IsUnfit(Exception error) =>
        error is IOException or BadImageFormatException or TypeLoadException or MissingMethodException or TargetInvocationException;

    private sealed class PluginContext(string path) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(path))
    {
        private readonly AssemblyDependencyResolver resolver = new(path);

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            try
            {
                return Default.LoadFromAssemblyName(assemblyName);
            }
            catch (IOException)
            {
                // The program does not have it, or an older one.
                return resolver.ResolveAssemblyToPath(assemblyName) is { } file ? LoadFromAssemblyPath(file) : null;
            }
        }

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } file ? LoadUnmanagedDllFromPath(file) : 0;
    }
}
