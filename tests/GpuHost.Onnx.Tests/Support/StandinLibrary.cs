using System.Diagnostics;

namespace GpuHost.Onnx.Tests.Support;

/// <summary>A native library that says of itself what a test wants. It is compiled; where there is no compiler, the tests fail.</summary>
internal static class StandinLibrary
{
    /// <summary>Compiles one.</summary>
    /// <param name="folder">Gets it.</param>
    /// <param name="version">What it answers when it is asked for its version; null for a library that cannot be asked.</param>
    /// <returns>Its path.</returns>
    public static string Build(string folder, string? version)
    {
        var (source, library) = (Path.Join(folder, "standin.c"), Path.Join(folder, "libonnxruntime.so.1"));
        File.WriteAllText(source, version is null ? "int nothing;" : $$"""
            static const void *get_api(unsigned version) { (void)version; return 0; }
            static const char *get_version(void) { return "{{version}}"; }
            static const struct { const void *(*api)(unsigned); const char *(*version)(void); } base = { get_api, get_version };
            const void *OrtGetApiBase(void) { return &base; }
            """);
        using var compiler = Process.Start(Environment.GetEnvironmentVariable("CC") ?? "gcc", ["-shared", "-fPIC", source, "-o", library]);
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return library;
    }
}
