using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Workflows.Contracts.Streams;

namespace Workflows.Activities.Streams;

/// <summary>
/// The stream of one run: a line with the run's id, then one line of JSON for each entry. It is only appended to. A line that a crash cut off is
/// taken away when the file is opened again, so numbers have no gap. Safe to use from many threads of one process.
/// </summary>
internal sealed class StreamFile(string path, string run, long bytesMax)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    private const int TextCharsMax = 64 * 1024;         // as much as a tool may return
    private const int FullLineBytes = 512;              // kept free for the line that says that the stream is full

    private readonly Lock gate = new();
    private readonly HashSet<string> keys = new(StringComparer.Ordinal);
    private TaskCompletionSource changed = NewSignal();
    private bool opened;
    private bool full;
    private long lastId;
    private long length;

    /// <summary>Ends when something is written after this call.</summary>
    public Task Changed
    {
        get
        {
            lock (gate)
                return changed.Task;
        }
    }

    /// <summary>Writes an entry; it has left this process when the call returns, so a kill does not lose it.</summary>
    /// <returns>Whether it was written; false for a known key and for a full stream.</returns>
    public bool Append(StreamDraft draft, DateTime at)
    {
        lock (gate)
        {
            Open();
            if (full || (draft.Key is { } known && keys.Contains(known)))
                return false;
            var text = draft.Text.Length <= TextCharsMax ? draft.Text : draft.Text[..TextCharsMax] + "…";
            var entry = new StreamEntry(lastId + 1, at, draft.Kind, draft.Agent, text) { Source = draft.Source, Key = draft.Key };
            var line = LineOf(entry);
            if (length + line.Length > bytesMax - FullLineBytes)
            {
                full = true;
                line = LineOf(new StreamEntry(lastId + 1, at, StreamKind.Full, "", $"The stream is full ({bytesMax} bytes); the run goes on."));
            }

            Write(line);
            lastId++;
            if (draft.Key is { } key)
                keys.Add(key);
            var signal = changed;
            changed = NewSignal();
            signal.TrySetResult();
            return !full;
        }
    }

    /// <summary>The whole entries of a file from a position on.</summary>
    /// <param name="path">The file.</param>
    /// <param name="position">Where to begin; 0, or what a call before returned.</param>
    /// <returns>The entries, and where the next call begins.</returns>
    public static (IReadOnlyList<StreamEntry> Entries, long Next) Read(string path, long position)
    {
        if (!File.Exists(path))
            return ([], position);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length <= position)
            return ([], position);
        file.Position = position;
        var bytes = new byte[file.Length - position];
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var end = bytes.AsSpan(0, count).LastIndexOf((byte)'\n') + 1;
        var lines = Encoding.UTF8.GetString(bytes, 0, end).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return ([.. lines.Skip(position == 0 ? 1 : 0).Select(line => JsonSerializer.Deserialize<StreamEntry>(line, Json)!)], position + end);
    }

    /// <summary>The run whose stream a file is; null when the file does not say.</summary>
    public static string? RunOf(string path)
    {
        using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        try
        {
            return file.ReadLine() is { } head ? JsonSerializer.Deserialize<Head>(head, Json)?.Run : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Open()
    {
        if (opened && File.Exists(path))
            return;
        (opened, full, lastId, length) = (true, false, 0, 0);
        keys.Clear();
        var (entries, end) = Read(path, 0);
        if (end == 0)
        {
            File.WriteAllBytes(path, []);
            Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new Head(run), Json) + "\n"));
            return;
        }

        using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
            file.SetLength(end);
        length = end;
        lastId = entries.Count == 0 ? 0 : entries[^1].Id;
        full = entries.Count > 0 && entries[^1].Kind == StreamKind.Full;
        foreach (var entry in entries.Where(entry => entry.Key is not null))
            keys.Add(entry.Key!);
    }

    private void Write(byte[] line)
    {
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        file.Write(line);
        length += line.Length;
    }

    private static byte[] LineOf(StreamEntry entry) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(entry, Json) + "\n");

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed record Head(string Run);
}
