using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using GpuHost.Core.Intake;
using GpuHost.Core.Rules;
using Workflows.Contracts.Files;

namespace GpuHost.Core;

/// <summary>
/// The file-processing core on plain C#: every file is opened once and its bytes are read once, in blocks, whatever its size. Safe for
/// several threads; each keeps its own buffers.
/// </summary>
public sealed class FileCore : IFileCore, IDisposable
{
    private readonly ConcurrentBag<FilePass> idle = [];
    private readonly FileCoreOptions options;
    private readonly RuleSet rules;

    /// <summary>Makes a core.</summary>
    /// <exception cref="ValidationException">An option is out of its range.</exception>
    public FileCore(FileCoreOptions options, RuleSet rules)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        this.options = options;
        this.rules = rules;
    }

    /// <summary>Makes a core with the default options and the built-in rules.</summary>
    public FileCore()
        : this(new FileCoreOptions(), RuleSet.BuiltIn)
    {
    }

    /// <inheritdoc/>
    public FileBatchResult Process(FileBatch batch, CancellationToken cancellationToken)
    {
        var files = new string[batch.Paths.Count];
        var records = new FileRecord[files.Length];
        var resolver = new FileResolver(batch.Root);
        for (var index = 0; index < files.Length; index++)
        {
            if (resolver.Resolve(batch.Paths[index], out files[index]) is { } error)
                records[index] = new FileRecord(batch.Paths[index], 0) { Error = error };
        }

        if (options.DegreeOfParallelism == 1)
        {
            for (var index = 0; index < files.Length; index++)
                records[index] ??= ProcessFile(batch.Paths[index], files[index], cancellationToken);
        }
        else
        {
            var bound = new ParallelOptions { MaxDegreeOfParallelism = options.DegreeOfParallelism, CancellationToken = cancellationToken };
            Parallel.For(0, files.Length, bound, index =>
                records[index] ??= ProcessFile(batch.Paths[index], files[index], cancellationToken));
        }

        return new FileBatchResult(records);
    }

    /// <summary>Frees the buffers of passes that are not at work.</summary>
    public void Dispose()
    {
        while (idle.TryTake(out var pass))
            pass.Dispose();
    }

    private FileRecord ProcessFile(string path, string full, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!idle.TryTake(out var pass))
            pass = new FilePass(rules, options);
        try
        {
            var record = pass.Run(path, full, cancellationToken);
            idle.Add(pass);
            return record;
        }
        catch (OperationCanceledException)
        {
            pass.Dispose();
            throw;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            pass.Dispose();     // its digest may have taken half a file
            return new FileRecord(path, 0) { Error = FileFault.FromException(error) };
        }
    }
}
