namespace GpuHost.Core.Intake;

/// <summary>The sentences for what can be wrong with a file.</summary>
internal static class FileFault
{
    public const string Missing = "The file does not exist.";
    public const string Denied = "Access to the file is denied.";
    public const string LinkLoop = "The path runs through a loop of symbolic links.";
    public const string LinkOutside = "The symbolic link leads out of the folder.";
    public const string LinkBroken = "The symbolic link leads nowhere.";
    public const string NameTooLong = "The path is longer than the file system allows.";
    public const string NameNotText = "The name is not valid UTF-8, so it cannot be opened; rename it.";
    public const string Changed = "The file changed while it was read.";

    // Error numbers of Linux; other systems share the first two, and name the rest by exceptions.
    private const int NoEntry = 2;
    private const int AccessDenied = 13;
    private const int NotFolder = 20;
    private const int TooLong = 36;
    private const int Loop = 40;

    public static string FromErrorNumber(int number) => number switch
    {
        NoEntry => Missing,
        AccessDenied => Denied,
        NotFolder => "A part of the path is a file, not a folder.",
        TooLong => NameTooLong,
        Loop => LinkLoop,
        _ => $"The file cannot be looked at (system error {number}).",
    };

    public static string? FromKind(FileKind kind) => kind switch
    {
        FileKind.Regular => null,
        FileKind.Folder => "The path names a folder, not a file.",
        FileKind.Pipe => "The path names a pipe, which is never opened.",
        FileKind.Socket => "The path names a socket, which is never opened.",
        FileKind.Device => "The path names a device, which is never opened.",
        _ => "The path names a symbolic link.",
    };

    /// <summary>Why a folder's names cannot be read.</summary>
    public static string OfFolder(Exception error) => error switch
    {
        UnauthorizedAccessException => "Access to the folder is denied.",
        PathTooLongException => NameTooLong,
        _ => "The folder cannot be read.",
    };

    /// <summary>
    /// A fault of a path, explained: names that are no UTF-8 come with the replacement character, which names another file, or none.
    /// </summary>
    public static string Explain(string path, string fault) =>
        fault == Missing && path.Contains('\uFFFD', StringComparison.Ordinal) ? NameNotText : fault;

    public static string FromException(Exception error) => error switch
    {
        FileChangedException => Changed,
        FileNotFoundException or DirectoryNotFoundException => Missing,
        PathTooLongException => NameTooLong,
        UnauthorizedAccessException => Denied,
        _ => $"The file cannot be read: {error.Message.TrimEnd('.')}.",
    };
}
