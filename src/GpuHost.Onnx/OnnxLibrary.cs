using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace GpuHost.Onnx;

/// <summary>
/// The native library under ONNX Runtime's managed one. Without a word it is the one that the build brought; the npm package <c>onnxruntime-node</c> is
/// taken where it is named or lies beside the plug-in. A process (to be exact: a load context) has one.
/// </summary>
internal static class OnnxLibrary
{
    /// <summary>What to do where there is none.</summary>
    public const string Cure =
        "Build the plug-in with the package Microsoft.ML.OnnxRuntime, or run 'npm ci --ignore-scripts' in tools/onnxruntime and name that folder in Embedding:Library.";

    private const string Name = "onnxruntime";          // as the managed library asks for it
    private static readonly Lock Turn = new();
    private static string? chosen;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate nint Pointer();

    /// <summary>The version of the managed library, and the least that the native one may have: its second number counts the calls between them.</summary>
    public static Version Needed { get; } = typeof(OrtEnv).Assembly.GetName().Version!;

    /// <summary>Has the managed library run on the one that is named, or on one that is installed beside us. Comes before any other call of it.</summary>
    /// <param name="named">A file, the npm package, or the folder that it is installed in; null for none.</param>
    /// <exception cref="OnnxModelException">It is not there, none of ONNX Runtime, or too old; or the process runs on another one.</exception>
    public static void Choose(string? named)
    {
        var path = OnnxLibraryFile.Find(named);
        if (path is null)
            return;
        lock (Turn)
        {
            if (chosen == path)
                return;
            if (chosen is not null)
                throw OtherOne(path, chosen);
            var library = Open(path);
            OrtEnv.DisableDllImportResolver = true;
            try
            {
                NativeLibrary.SetDllImportResolver(typeof(OrtEnv).Assembly, (name, _, _) => name == Name ? library : 0);
            }
            catch (InvalidOperationException)
            {
                NativeLibrary.Free(library);
                throw OtherOne(path, "the build's");
            }

            chosen = path;
        }
    }

    private static OnnxModelException OtherOne(string path, string used) =>
        new($"The native ONNX Runtime library '{path}' cannot be taken: this process runs on another one ({used}).");

    private static nint Open(string path)
    {
        nint library;
        try
        {
            library = NativeLibrary.Load(path);
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
        {
            throw new OnnxModelException($"The native ONNX Runtime library '{path}' cannot be loaded: {error.Message}", error);
        }

        if (Problem(library) is not { } problem)
            return library;
        NativeLibrary.Free(library);
        throw new OnnxModelException($"The native ONNX Runtime library '{path}' will not do: {problem}");
    }

    private static string? Problem(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "OrtGetApiBase", out var entry))
            return "it has no OrtGetApiBase, so it is none of ONNX Runtime.";
        // struct OrtApiBase { const OrtApi* (*GetApi)(uint32_t version); const char* (*GetVersionString)(void); }
        var (table, text) = (Call(entry), (string?)null);
        if (table != 0)
            text = Marshal.PtrToStringUTF8(Call(Marshal.ReadIntPtr(table, nint.Size)));
        if (!Version.TryParse(text?.Split('-', '+')[0], out var version))
            return $"its version '{text}' is none.";
        return version.Major == Needed.Major && version.Minor >= Needed.Minor
            ? null
            : $"it is of version {version}, and the plug-in was built with {Needed.ToString(3)}; take {Needed.Major}.{Needed.Minor} or a later {Needed.Major}.x.";
    }

    private static nint Call(nint function) => Marshal.GetDelegateForFunctionPointer<Pointer>(function)();
}
