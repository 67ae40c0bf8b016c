using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Journal;

/// <summary>
/// Which calls began and how they ended, as lines of JSON; each process appends to a file of its own. After a crash it says which calls are done, and
/// it is where statistics come from. A begun call of a tool with effects is flushed to the disk before the tool runs, its end before anyone hears of it.
/// </summary>
internal sealed class CallJournal(IOptions<ToolOptions> options, TimeProvider clock) : IDisposable
{
    private const int NotesMax = 100_000;               // about 10 MB; what is older no longer moves a percentile
    private const int CallsMax = 200_000;               // by then the runs have long stored their results
    private const int RunsMax = 200_000;                // beyond it every run counts as one that has read untrusted data
    private const long BytesMax = 256L * 1024 * 1024;   // outcomes of a busy month
    private static readonly TimeSpan Age = TimeSpan.FromDays(30);

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    private readonly Lock gate = new();
    private readonly Dictionary<string, Entry> calls = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();
    private readonly Queue<CallNote> notes = new();
    private readonly HashSet<string> runsWithUntrusted = new(StringComparer.Ordinal);
    private FileStream? own;
    private bool loaded;
    private bool everyRunIsUntrusted;

    private string Folder => Path.Combine(Path.GetFullPath(options.Value.DataFolder), "calls");

    /// <summary>What is known of a call; null when it never began.</summary>
    public JournalLine? Find(string key)
    {
        lock (gate)
        {
            Load();
            return calls.TryGetValue(key, out var entry) ? Read(entry) : null;
        }
    }

    public bool HasReadUntrusted(string run)
    {
        lock (gate)
        {
            Load();
            return everyRunIsUntrusted || runsWithUntrusted.Contains(run);
        }
    }

    public IReadOnlyList<CallNote> Notes(string? run)
    {
        lock (gate)
        {
            Load();
            return [.. notes.Where(note => run is null || note.Run == run)];
        }
    }

    /// <summary>Notes the beginning or the end of a call.</summary>
    /// <param name="line">What happened.</param>
    /// <param name="flush">Whether it must be on the disk, and not only with the operating system, on return.</param>
    public void Write(JournalLine line, bool flush)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(line, Json);
        lock (gate)
        {
            Load();
            own ??= OpenOwn();
            var entry = new Entry(own.Name, own.Position, bytes.Length);
            own.Write([.. bytes, (byte)'\n']);
            own.Flush(flush);
            Take(line, entry);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            own?.Dispose();
            own = null;
        }
    }

    private void Load()
    {
        if (loaded)
            return;
        loaded = true;
        if (!Directory.Exists(Folder))
            return;
        var bytes = 0L;
        var files = new DirectoryInfo(Folder).GetFiles("calls-*.jsonl").OrderByDescending(file => file.Name, StringComparer.Ordinal);
        var kept = new Stack<FileInfo>();
        foreach (var file in files)
        {
            bytes += file.Length;
            if (bytes <= BytesMax && clock.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc <= Age)
                kept.Push(file);
            else
                file.Delete();
        }
        foreach (var file in kept)
            Load(file.FullName);
    }

    private void Load(string path)
    {
        var content = ReadShared(path);
        for (var start = 0; start < content.Length;)
        {
            var length = content.AsSpan(start).IndexOf((byte)'\n');
            if (length < 0)
                return;                                 // torn by a crash: the call counts as begun
            if (Parse(content.AsSpan(start, length)) is { } line)
                Take(line, new Entry(path, start, length));
            start += length + 1;
        }
    }

    private void Take(JournalLine line, Entry entry)
    {
        if (!calls.ContainsKey(line.Key))
            order.Enqueue(line.Key);
        calls[line.Key] = entry;
        if (order.Count > CallsMax)
            calls.Remove(order.Dequeue());
        everyRunIsUntrusted |= runsWithUntrusted.Count >= RunsMax;
        if (line.OpenWorld && !everyRunIsUntrusted)
            runsWithUntrusted.Add(line.Run);
        if (line.Outcome is not { } outcome)
            return;
        notes.Enqueue(new CallNote(line.Run, line.Tool, outcome.DurationMs, outcome.Error, line.At));
        if (notes.Count > NotesMax)
            notes.Dequeue();
    }

    private static JournalLine? Read(Entry entry)
    {
        using var file = new FileStream(entry.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        file.Position = entry.Offset;
        var bytes = new byte[entry.Length];
        file.ReadExactly(bytes);
        return Parse(bytes);
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        file.CopyTo(copy);
        return copy.ToArray();
    }

    private static JournalLine? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalLine>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private FileStream OpenOwn()
    {
        var folder = Directory.CreateDirectory(Folder).FullName;
        var name = $"calls-{clock.GetUtcNow().ToUnixTimeMilliseconds():D15}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}.jsonl";
        return new FileStream(Path.Combine(folder, name), FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);
    }

    private readonly record struct Entry(string Path, long Offset, int Length);
}
