using System.Diagnostics;
using GpuHost.Core.Cuda;
using GpuHost.Core.Intake;
using GpuHost.Core.Rules;
using Workflows.Contracts.Review;

namespace GpuHost.Core.Folders;

/// <summary>
/// Processes all files of a folder, whatever their number, in bounded memory: one thread names them, others process shares of them, and what was
/// found out comes to the caller in the order of the names. When shares wait to be handed over, naming waits too.
/// </summary>
public sealed class FolderScan : IDisposable
{
    private const int ShareFiles = 128;
    private const int DeviceShareFiles = 1024;  // a device has more to do at once
    private const int FilesInFlight = 24 * ShareFiles;      // named but not handed over: three thousand files and what was found in them
    private const int LargeBytesMin = 1024 * 1024;      // takes a hundred times as long as putting it off
    private const int FoldersKept = 4096;       // resolved folders that a thread remembers

    private readonly FileCoreOptions options;
    private readonly RuleSet rules;
    private readonly Action<FileFacts> onFile;
    private readonly Action<SkippedPath> onSkipped;
    private readonly Lock gate = new();
    private readonly Dictionary<long, FileFacts[]> early = [];
    private readonly FileCore core;
    private readonly int shareFiles;
    private readonly ScanQueue queue = new();
    private readonly SemaphoreSlim room;
    private readonly double[] seconds = new double[Enum.GetValues<Stage>().Length];
    private long nextShare;
    private Exception? failure;

    /// <summary>Makes a scan; it runs once.</summary>
    /// <param name="options">The core's options; <see cref="FileCoreOptions.DegreeOfParallelism"/> threads process files.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="onFile">Takes what was found out about each file, in order, one call at a time.</param>
    /// <param name="onSkipped">Takes each folder that could not be read; from another thread.</param>
    public FolderScan(FileCoreOptions options, RuleSet rules, Action<FileFacts> onFile, Action<SkippedPath> onSkipped)
    {
        (this.options, this.rules, this.onFile, this.onSkipped) = (options, rules, onFile, onSkipped);
        core = new FileCore(options, rules);
        shareFiles = core.Cuda is null ? ShareFiles : DeviceShareFiles;
        room = new SemaphoreSlim(FilesInFlight / shareFiles);
    }

    /// <summary>The graphics device and its part in the work.</summary>
    public DeviceStatus Device => core.Device;

    /// <summary>Processes the folder. Returns when all is handed over.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="cancellationToken">Stops between files and blocks.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public FolderScanSummary Run(string folder, CancellationToken cancellationToken)
    {
        var root = Path.GetFullPath(folder);
        if (!Directory.Exists(root))
            throw new DirectoryNotFoundException($"The folder '{root}' does not exist; check its name.");
        var started = Stopwatch.GetTimestamp();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var waking = stopping.Token.Register(queue.Stop);
        var threads = Enumerable.Range(0, options.DegreeOfParallelism)
            .Select(_ => new Thread(() => Work(root, stopping)) { IsBackground = true, Name = "files" }).ToList();
        threads.ForEach(thread => thread.Start());
        try
        {
            Name(root, stopping.Token);
        }
        catch (OperationCanceledException) when (failure is not null)
        {
            // A worker failed and said why.
        }
        finally
        {
            queue.Complete();
            threads.ForEach(thread => thread.Join());
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (failure is not null)
            throw new InvalidOperationException($"The scan of '{root}' failed: {failure.Message}", failure);
        return new FolderScanSummary(Stopwatch.GetElapsedTime(started), Enum.GetValues<Stage>().ToDictionary(stage => stage, stage => seconds[(int)stage]));
    }

    /// <summary>Frees what a scan that is over held.</summary>
    public void Dispose()
    {
        room.Dispose();
        core.Dispose();
    }

    private void Name(string root, CancellationToken stopping)
    {
        var number = 0L;
        foreach (var paths in new FolderWalk(root, onSkipped).Files(stopping).Chunk(shareFiles))
        {
            room.Wait(stopping);
            queue.Add(new ScanShare(number++, paths));
        }
    }

    private void Work(string root, CancellationTokenSource stopping)
    {
        using var worker = new FileWorker(rules, options, core.Cuda) { PutOffBytesMin = LargeBytesMin };
        try
        {
            var resolver = new FileResolver(root);
            while (queue.Take(out var file) is { } share)
            {
                if (resolver.FoldersKnown > FoldersKept)
                    resolver = new FileResolver(root);
                if (file is { } large)
                    worker.RunOne(share.Paths, resolver, large, share.Facts, stopping.Token);
                else
                    RunShare(worker, share, resolver, stopping.Token);
                if (share.IsDoneAfter())
                    HandOver(share.Number, share.Facts);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Someone stopped us; the thread that named files tells.
        }
        catch (Exception error)
        {
            failure ??= error;
            stopping.Cancel();
        }

        lock (gate)
        {
            foreach (var stage in Enum.GetValues<Stage>())
                seconds[(int)stage] += worker.Clock.Seconds(stage);
        }
    }

    private void RunShare(FileWorker worker, ScanShare share, FileResolver resolver, CancellationToken stopping)
    {
        worker.PutOff.Clear();
        worker.Run(share.Paths, resolver, .., share.Facts, stopping);
        share.Leave(worker.PutOff.Count);
        queue.Finish(share, worker.PutOff);
    }

    private void HandOver(long number, FileFacts[] facts)
    {
        lock (gate)
        {
            early.Add(number, facts);
            while (early.Remove(nextShare, out var ready))
            {
                foreach (var file in ready)
                    onFile(Explained(file));
                nextShare++;
                room.Release();
            }
        }
    }

    private static FileFacts Explained(FileFacts facts)
    {
        if (facts.Record.Error is not { } fault)
            return facts;
        var told = FileFault.Explain(facts.Record.Path, fault);
        return told == fault ? facts : facts with { Record = facts.Record with { Error = told } };
    }
}
