using System.Reflection;
using System.Runtime.InteropServices;
using SQLitePCL;

namespace Runtime.Sqlite;

/// <summary>
/// Chooses the SQLite library, once for the process: the system's when it is newer than the 3.53.4 of the package and safe for several threads,
/// otherwise the package's.
/// </summary>
internal static partial class NativeSqlite
{
    public const int PackagedVersion = 3_053_004;

    private static readonly Lock Gate = new();
    private static bool initialized;

    /// <summary>The version in use, for example <c>3.40.1 (system)</c>.</summary>
    public static string Version { get; private set; } = "";

    private static string[] SystemNames => OperatingSystem.IsMacOS() ? ["libsqlite3.dylib"]
        : OperatingSystem.IsWindows() ? ["winsqlite3.dll"]
        : ["libsqlite3.so.0", "libsqlite3.so"];

    public static void Initialize()
    {
        lock (Gate)
        {
            if (initialized)
                return;
            var system = FindSystem();
            if (system != 0)
                NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, (name, _, _) => name == "e_sqlite3" ? system : 0);
            raw.SetProvider(new SQLite3Provider_e_sqlite3());
            Version = $"{raw.sqlite3_libversion().utf8_to_string()} ({(system != 0 ? "system" : "package")})";
            initialized = true;
        }
    }

    private static nint FindSystem()
    {
        foreach (var name in SystemNames)
        {
            if (!NativeLibrary.TryLoad(name, Assembly.GetExecutingAssembly(), DllImportSearchPath.SafeDirectories, out var library))
                continue;
            if (IsUsable(library))
                return library;
            NativeLibrary.Free(library);
        }

        return 0;
    }

    private static unsafe bool IsUsable(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var version)
            || !NativeLibrary.TryGetExport(library, "sqlite3_threadsafe", out var threadSafe))
            return false;
        return ((delegate* unmanaged[Cdecl]<int>)version)() > PackagedVersion && ((delegate* unmanaged[Cdecl]<int>)threadSafe)() != 0;
    }
}
