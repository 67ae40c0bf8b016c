using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Workflows.Contracts.Streams;

namespace Workflows.Activities.Streams;

/// <summary>
/// The streams of runs: what agents say and do while they do it, in append-only files beside the history. One process writes; any process may
/// read. Safe to use from many threads.
/// </summary>
/// <param name="settings">Says where they are, and with <c>Agents:StreamBytesMax</c> how long one may become.</param>
/// <param name="clock">Dates the entries.</param>
public sealed class RunStreams(IConfiguration settings, TimeProvider clock)
{
    /// <summary>Bytes of one run's stream when the settings say nothing: a hundred thousand pieces of answers.</summary>
    public const long BytesMaxDefault = 16 * 1024 * 1024;

    private const int OpenMax = 1_000;          // what is known of a file is read again when it is needed again

    private readonly Lock gate = new();
    private readonly Dictionary<string, StreamFile> open = new(StringComparer.Ordinal);

    private string Folder { get; } = DataFolder.Of(settings, "streams");

    private long BytesMax { get; } = settings.GetValue<long?>("Agents:StreamBytesMax") ?? BytesMaxDefault;

    /// <summary>Writes an entry at the end. It is on its way to the disk when the call returns: a killed process does not lose it.</summary>
    /// <param name="run">The run.</param>
    /// <param name="draft">The entry.</param>
    /// <returns>Whether it was written; false when the stream has its key already, or is full.</returns>
    public bool Append(string run, StreamDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        Directory.CreateDirectory(Folder);
        return FileOf(run).Append(draft, clock.GetUtcNow().UtcDateTime);
    }

    /// <summary>The entries of a run from a position in its stream on.</summary>
    /// <param name="run">The run.</param>
    /// <param name="position">0 for the beginning, or what a call before returned.</param>
    /// <returns>The entries, and the position after them.</returns>
    public (IReadOnlyList<StreamEntry> Entries, long Next) Read(string run, long position) => StreamFile.Read(PathOf(run), position);

    /// <summary>A task that ends when this process writes to the run's stream after this call.</summary>
    /// <param name="run">The run.</param>
    public Task Changed(string run) => FileOf(run).Changed;

    /// <summary>Deletes the stream of a run, if there is one.</summary>
    /// <param name="run">The run.</param>
    public void Delete(string run)
    {
        lock (gate)
            open.Remove(run);
        if (Directory.Exists(Folder))
            File.Delete(PathOf(run));
    }

    /// <summary>The runs that have a stream.</summary>
    public IReadOnlyList<string> Runs() => !Directory.Exists(Folder) ? [] :
        [.. Directory.EnumerateFiles(Folder, "*.jsonl").Select(StreamFile.RunOf).OfType<string>()];

    private StreamFile FileOf(string run)
    {
        lock (gate)
        {
            if (open.TryGetValue(run, out var file))
                return file;
            if (open.Count >= OpenMax)
                open.Clear();
            return open[run] = new StreamFile(PathOf(run), run, BytesMax);
        }
    }

    // A run's id may hold what a file's name must not, and differ from another one in case only.
    private string PathOf(string run) =>
        Path.Combine(Folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(run)))[..32] + ".jsonl");
}
