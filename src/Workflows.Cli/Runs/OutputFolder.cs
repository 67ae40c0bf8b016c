namespace Workflows.Cli.Runs;

/// <summary>The folder for results. Whether it can be written is found out before the work, not after it.</summary>
internal static class OutputFolder
{
    /// <summary>Makes the folder and tries to write to it.</summary>
    /// <exception cref="CliException">It cannot be made or written.</exception>
    public static void Prepare(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var probe = Path.Combine(folder, $".{Guid.NewGuid():N}.probe");
            new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.BadInput, $"Results cannot be written to '{folder}': {Why(folder, error)}. Choose another folder with --out.");
        }
    }

    private static string Why(string folder, Exception error)
    {
        if (File.Exists(folder))
            return "there is a file of that name";
        return error is UnauthorizedAccessException ? "access is denied" : error.Message.TrimEnd('.');
    }
}
