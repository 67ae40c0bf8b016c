using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Workflows.Contracts.People;

namespace Workflows.Activities.People;

/// <summary>
/// Who decided what, and when: one line of JSON for each, in a file that is only appended to. Each line carries the digest of the one before, so
/// a line that is changed or taken away later is found. Safe to use from many threads of one process.
/// </summary>
/// <param name="settings">Say where it is.</param>
public sealed class AuditLog(IConfiguration settings)
{
    private const int RepeatsLooked = 1_000;        // a repetition after a crash is among the last lines

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock gate = new();
    private Queue<AuditEntry>? recent;
    private string last = "";

    private string Folder { get; } = DataFolder.Of(settings, "");

    private string FilePath => Path.Combine(Folder, "audit.jsonl");

    /// <summary>Writes one entry and returns when it is on disk. The same entry is written once.</summary>
    /// <param name="entry">The entry.</param>
    public void Append(AuditEntry entry)
    {
        lock (gate)
        {
            Open();
            if (recent!.Contains(entry))
                return;
            var line = JsonSerializer.Serialize(new Chained(last, entry), Json);
            using var file = new FileStream(FilePath, FileMode.Append, FileAccess.Write, FileShare.Read);
            file.Write(Encoding.UTF8.GetBytes(line + "\n"));
            file.Flush(flushToDisk: true);
            last = Digest(line);
            Remember(entry);
        }
    }

    /// <summary>The entries of a run, or of all, oldest first.</summary>
    /// <param name="run">The run; null for all.</param>
    public IReadOnlyList<AuditEntry> Read(string? run)
    {
        lock (gate)
            return [.. Lines().Select(line => Parse(line)?.Entry).OfType<AuditEntry>().Where(entry => run is null || entry.Run == run)];
    }

    /// <summary>The number of the first line that does not follow from the one before; null when none was changed or taken away.</summary>
    public int? FirstBrokenLine()
    {
        lock (gate)
        {
            var previous = "";
            var lines = Lines();
            for (var i = 0; i < lines.Count; i++)
            {
                if (Parse(lines[i])?.Previous != previous)
                    return i + 1;
                previous = Digest(lines[i]);
            }

            return null;
        }
    }

    private void Open()
    {
        if (recent is not null)
            return;
        Directory.CreateDirectory(Folder);
        recent = new Queue<AuditEntry>();
        var lines = Lines();
        last = lines.Count == 0 ? "" : Digest(lines[^1]);
        foreach (var entry in lines.TakeLast(RepeatsLooked).Select(line => Parse(line)?.Entry).OfType<AuditEntry>())
            Remember(entry);
    }

    private void Remember(AuditEntry entry)
    {
        recent!.Enqueue(entry);
        if (recent.Count > RepeatsLooked)
            recent.Dequeue();
    }

    // A line without an end was cut off by a crash before anybody was told that it is written.
    private List<string> Lines()
    {
        if (!File.Exists(FilePath))
            return [];
        using var file = new FileStream(FilePath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        using var reader = new StreamReader(file, Encoding.UTF8);
        var text = reader.ReadToEnd();
        var end = text.LastIndexOf('\n') + 1;
        if (end < text.Length)
            file.SetLength(Encoding.UTF8.GetByteCount(text.AsSpan(0, end)));
        return [.. text[..end].Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static Chained? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Chained>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Digest(string line) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)));

    private sealed record Chained(string Previous, AuditEntry Entry);
}
