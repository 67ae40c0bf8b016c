using System.Globalization;
using System.Threading.Channels;
using GpuHost.Publishing;
using Microsoft.Extensions.Logging;

namespace GpuHost.Caching;

/// <summary>
/// What is known, on disk: up to a number of bytes, in segments of which the oldest goes when there are too many. One process has it at a time. One writer
/// adds what was found; when it does not keep up, some is not kept. A crash costs what was not written yet.
/// </summary>
internal sealed partial class DiskTier : IDisposable
{
    private const int SegmentsAim = 16;                         // so a sixteenth is forgotten at a time
    private const int SegmentBytesMax = 64 * 1024 * 1024;
    private const int SegmentBytesMin = 64 * 1024;
    private const int WaitingMax = 4_096;

    private readonly Lock gate = new();
    private readonly Dictionary<UInt128, CachePlace> index = [];
    private readonly SortedDictionary<int, CacheSegment> segments = [];
    private readonly Channel<(CacheKey Key, KnownFacts Facts)> waiting = Channel.CreateBounded<(CacheKey, KnownFacts)>(
        new BoundedChannelOptions(WaitingMax) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });

    private readonly string folder;
    private readonly FileStream holder;
    private readonly long bytesMax;
    private readonly int segmentBytes;
    private readonly ILogger log;
    private readonly Task writing;
    private volatile bool disposed;

    private DiskTier(string folder, FileStream holder, long bytesMax, ILogger log)
    {
        (this.folder, this.holder, this.bytesMax, this.log) = (folder, holder, bytesMax, log);
        segmentBytes = (int)Math.Clamp(bytesMax / SegmentsAim, SegmentBytesMin, SegmentBytesMax);
        Load();
        writing = Task.Run(WriteAsync);
    }

    /// <summary>Ends when everything is written and the files are closed, after the tier was disposed of.</summary>
    public Task Closed { get; private set; } = Task.CompletedTask;

    public long Bytes
    {
        get
        {
            lock (gate)
                return segments.Values.Sum(segment => segment.Bytes);
        }
    }

    /// <summary>Opens the tier. What other definitions left behind is removed.</summary>
    /// <param name="root">Its folder.</param>
    /// <param name="definition">Rules and program, the name of a folder below.</param>
    /// <param name="bytesMax">The most bytes.</param>
    /// <param name="log">Where it is said when there is none.</param>
    /// <returns>Null when another process has it, or the folder cannot be used: then there is none.</returns>
    public static DiskTier? Open(string root, string definition, long bytesMax, ILogger log)
    {
        if (bytesMax == 0)
            return null;
        FileStream? holder = null;
        try
        {
            Directory.CreateDirectory(root);
            holder = new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            foreach (var other in Directory.EnumerateDirectories(root).Where(other => Path.GetFileName(other) != definition))
                Directory.Delete(other, recursive: true);
            return new DiskTier(Path.Combine(root, definition), holder, bytesMax, log);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            holder?.Dispose();
            LogNone(log, error.Message);
            return null;
        }
    }

    public KnownFacts? Find(CacheKey key)
    {
        lock (gate)
        {
            if (disposed || !index.TryGetValue(key.Value, out var place))
                return null;
            try
            {
                if (segments[place.Segment].Read(place, key) is { } facts)
                    return facts;
            }
            catch (IOException)
            {
                // The disk lost it; it is worked out again.
            }

            index.Remove(key.Value);
            return null;
        }
    }

    /// <summary>Keeps an entry, soon.</summary>
    public void Add(CacheKey key, KnownFacts facts) => waiting.Writer.TryWrite((key, facts));

    public void Dispose()
    {
        if (disposed)
            return;
        waiting.Writer.TryComplete();
        Closed = writing.ContinueWith(_ => Close(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Close()
    {
        lock (gate)
        {
            disposed = true;
            foreach (var segment in segments.Values)
                segment.Dispose();
            holder.Dispose();
        }
    }

    private void Load()
    {
        Directory.CreateDirectory(folder);
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (!int.TryParse(Path.GetFileName(path), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number))
                continue;
            var segment = CacheSegment.Open(number, path);
            segment.Scan((key, place) => index[key] = place);
            segments.Add(number, segment);
        }

        Shrink();
    }

    private async Task WriteAsync()
    {
        try
        {
            await foreach (var (key, facts) in waiting.Reader.ReadAllAsync())
                Write(key, facts);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            waiting.Writer.TryComplete();
            LogStopped(log, error.Message);
        }
    }

    private void Write(CacheKey key, KnownFacts facts)
    {
        lock (gate)
        {
            if (index.ContainsKey(key.Value))
                return;
            if (segments.Count == 0 || segments.Values.Last().Bytes >= segmentBytes)
            {
                var number = segments.Count == 0 ? 1 : segments.Keys.Last() + 1;
                segments.Add(number, CacheSegment.Open(number, Path.Combine(folder, number.ToString("x8", CultureInfo.InvariantCulture))));
            }

            if (segments.Values.Last().Append(key, facts) is { } place)
                index[key.Value] = place;
            Shrink();
        }
    }

    private void Shrink()
    {
        while (segments.Count > 1 && segments.Values.Sum(segment => segment.Bytes) > bytesMax)
        {
            var (number, oldest) = segments.First();
            foreach (var key in index.Where(entry => entry.Value.Segment == number).Select(entry => entry.Key).ToList())
                index.Remove(key);
            segments.Remove(number);
            oldest.Dispose();
            File.Delete(oldest.Path);
        }
    }

    [LoggerMessage(7420, LogLevel.Warning, "Results of contents seen before are not kept on disk: {Reason}")]
    private static partial void LogNone(ILogger logger, string reason);

    [LoggerMessage(7421, LogLevel.Warning, "Results are no longer added to the cache on disk: {Reason}")]
    private static partial void LogStopped(ILogger logger, string reason);
}
