using System.Text.Json;
using Microsoft.Extensions.Logging;
using Runtime.Host.Logging;

namespace Runtime.Host.Timers;

/// <summary>One small file for each monitored timer function. A write replaces the file whole: a crash leaves the old one or the new one.</summary>
internal sealed class ScheduleStore(string folder, ILogger<ScheduleStore> logger)
{
    /// <summary>What an earlier process wrote; null when there is none or it cannot be read.</summary>
    public StoredSchedule? Read(string function)
    {
        var path = PathOf(function);
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<StoredSchedule>(File.ReadAllBytes(path)) : null;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            logger.ScheduleUnreadable(error, path, function);
            return null;
        }
    }

    public void Write(string function, StoredSchedule status)
    {
        Directory.CreateDirectory(folder);
        var path = PathOf(function);
        var draft = path + ".new";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(status));
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, path, overwrite: true);
    }

    private string PathOf(string function) => Path.Combine(folder, function.ToUpperInvariant() + ".json");
}
