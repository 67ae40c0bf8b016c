using System.Globalization;
using System.Runtime.InteropServices;

namespace GpuHost.Onnx;

/// <summary>Where the native library of the npm package <c>onnxruntime-node</c> lies: <c>bin/napi-v6/linux/x64/libonnxruntime.so.1</c>, for example.</summary>
internal static class OnnxLibraryFile
{
    private const string Package = "onnxruntime-node";
    private const string Api = "napi-v";

    private static readonly string Modules = Path.Combine("node_modules", Package);

    /// <summary>The library that is named, or the one that is installed beside the plug-in.</summary>
    /// <param name="named">A file, the package's folder, or the folder that the package is installed in; null for none.</param>
    /// <returns>Its full path; null where none is named and none installed.</returns>
    /// <exception cref="OnnxModelException">What is named is not there, or has none for this machine.</exception>
    public static string? Find(string? named)
    {
        if (string.IsNullOrEmpty(named))
        {
            var beside = Path.Combine(Path.GetDirectoryName(typeof(OnnxLibraryFile).Assembly.Location) ?? "", Modules);
            return Directory.Exists(beside) ? InPackage(beside) : null;
        }

        var path = Path.GetFullPath(named);
        if (File.Exists(path))
            return path;
        if (!Directory.Exists(path))
            throw new OnnxModelException($"There is no native ONNX Runtime library '{path}' (Embedding:Library). {OnnxLibrary.Cure}");
        var package = Path.Combine(path, Modules);
        return InPackage(Directory.Exists(package) ? package : path);
    }

    private static string InPackage(string package)
    {
        var (system, pattern) = OperatingSystem.IsWindows() ? ("win32", "onnxruntime.dll")
            : OperatingSystem.IsMacOS() ? ("darwin", "libonnxruntime.*.dylib") : ("linux", "libonnxruntime.so*");
        var machine = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        var bin = Path.Combine(package, "bin");
        var found = !Directory.Exists(bin) ? null : Directory.EnumerateDirectories(bin, Api + "*").OrderByDescending(Number)
            .Select(api => Path.Combine(api, system, machine)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)).FirstOrDefault();
        return found
            ?? throw new OnnxModelException($"'{package}' has no native ONNX Runtime library for {system} {machine}; {Package} has it in bin/{Api}*/{system}/{machine}. {OnnxLibrary.Cure}");
    }

    private static int Number(string api) =>
        int.TryParse(Path.GetFileName(api.AsSpan())[Api.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
