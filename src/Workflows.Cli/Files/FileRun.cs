using GpuHost.Core;
using GpuHost.Core.Folders;
using GpuHost.Core.Rules;
using Workflows.Contracts.Review;

namespace Workflows.Cli.Files;

/// <summary>Runs the core over a folder for a verb.</summary>
internal static class FileRun
{
    private const int ProgressEvery = 1000;

    /// <summary>The built-in rules, or those of a file.</summary>
    public static RuleSet Rules(string? file)
    {
        if (file is null)
            return RuleSet.BuiltIn;
        try
        {
            return RuleSet.Parse(File.ReadAllText(file), file);
        }
        catch (RuleFileException error)
        {
            throw new CliException(ExitCode.Configuration, error.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.BadInput, $"The rules '{file}' cannot be read: {error.Message}");
        }
    }

    /// <summary>Processes a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">The core's options but for the threads.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="onFile">Takes each file, in order.</param>
    /// <param name="stopping">Ctrl+C.</param>
    public static FolderScanSummary Run(
        string folder, FileCoreOptions options, RuleSet rules, Action<FileFacts> onFile, CancellationToken stopping)
    {
        var count = 0;
        var showsProgress = !Console.IsErrorRedirected;
        void OnFile(FileFacts facts)
        {
            onFile(facts);
            if (++count % ProgressEvery == 0 && showsProgress)
                Console.Error.Write($"\r{count:N0} files");
        }

        options = options with { DegreeOfParallelism = Math.Clamp(Environment.ProcessorCount, 1, 64) };
        try
        {
            using var scan = new FolderScan(options, rules, OnFile, Skipped);
            return scan.Run(folder, stopping);
        }
        catch (DirectoryNotFoundException error)
        {
            throw new CliException(ExitCode.BadInput, error.Message);
        }
        finally
        {
            if (showsProgress && count >= ProgressEvery)
                Console.Error.Write("\r" + new string(' ', 24) + "\r");
        }
    }

    private static void Skipped(SkippedPath skipped) => Console.Error.WriteLine($"skipped {skipped.Path}: {skipped.Reason}");
}
