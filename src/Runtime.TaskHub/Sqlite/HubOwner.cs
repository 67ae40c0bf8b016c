using System.Diagnostics;
using System.Text.Json;

namespace Runtime.TaskHub.Sqlite;

/// <summary>Who has a hub open, as the note beside its lock says.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="Command">Its program.</param>
/// <param name="Address">Where it answers HTTP; null when it does not, or does not yet.</param>
public sealed record HubOwner(int ProcessId, string Command, Uri? Address = null)
{
    /// <summary>Reads the note of a hub.</summary>
    /// <param name="folder">The hub's folder.</param>
    /// <param name="name">The hub's name.</param>
    /// <returns>The owner; null when nobody has it open, or the process of the note has ended.</returns>
    public static HubOwner? Find(string folder, string name) =>
        Read(NoteOf(Path.Combine(Path.GetFullPath(folder), name + ".db"))) is { } owner && owner.IsAlive() ? owner : null;

    internal static string NoteOf(string database) => database + ".owner";

    /// <summary>Null when there is no note, or none that can be read.</summary>
    internal static HubOwner? Read(string note)
    {
        try
        {
            return JsonSerializer.Deserialize<HubOwner>(File.ReadAllText(note));
        }
        catch (Exception error) when (error is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Replaces the note as a whole: whoever reads it finds the old or the new one.</summary>
    internal void Write(string note)
    {
        var draft = $"{note}.{ProcessId}";
        File.WriteAllText(draft, JsonSerializer.Serialize(this));
        File.Move(draft, note, overwrite: true);
    }

    private bool IsAlive()
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
