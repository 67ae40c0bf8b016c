using Runtime.Engine.History;
using Runtime.Engine.Store;

namespace Runtime.TaskHub.Notes;

/// <summary>
/// The notes of one opening of a hub file. Which opening a file of notes belongs to stands in its name and in it, and the hub knows its own last
/// opening: notes left beside a hub that was restored from a backup, or moved, are not believed.
/// </summary>
internal sealed class HubNotes : IDisposable
{
    private const string BootIdFile = "/proc/sys/kernel/random/boot_id";
    private const long FreeBytesMin = 64 << 20;         // on a disk that is nearly full, the hub needs what there is

    private readonly NoteFile? file;

    private HubNotes(NoteFile? file, IReadOnlyList<OutcomeNote> left)
    {
        this.file = file;
        Left = left;
    }

    /// <summary>Notes that earlier openings left, under their present numbers.</summary>
    public IReadOnlyList<OutcomeNote> Left { get; }

    /// <summary>Takes over what the hub's last opening noted. The hub must be locked, and must learn the new opening before anything is noted.</summary>
    /// <param name="hubPath">The hub file.</param>
    /// <param name="last">The hub's last opening.</param>
    /// <param name="opening">This one.</param>
    /// <param name="isWanted">Whether a run's execution may still wait for the answer.</param>
    public static HubNotes Open(string hubPath, long last, long opening, Func<OutcomeNote, bool> isWanted)
    {
        if (BootId() is not { } boot)
            return new HubNotes(null, []);      // whether the machine was lost in between cannot be known
        try
        {
            var wanted = NoteFile.Read(PathOf(hubPath, last), last, boot).Where(isWanted).ToList();
            if (new DriveInfo(Path.GetDirectoryName(hubPath)!).AvailableFreeSpace < FreeBytesMin)
                return new HubNotes(null, wanted);
            var file = NoteFile.Create(PathOf(hubPath, opening), opening, boot);
            var left = wanted.Select(note => note with { Number = file.Add(note.Run, note.Execution, note.Outcome) }).ToList();
            return new HubNotes(file, left);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new HubNotes(null, []);      // the disk may be full: the hub itself says so when it matters
        }
    }

    /// <summary>Removes the files of other openings: the hub knows this one now.</summary>
    public static void RemoveOthers(string hubPath, long opening)
    {
        foreach (var path in Directory.GetFiles(Path.GetDirectoryName(hubPath)!, Path.GetFileNameWithoutExtension(hubPath) + ".notes-*"))
        {
            if (path != PathOf(hubPath, opening))
                File.Delete(path);
        }
    }

    public long Add(long run, long execution, HistoryEvent outcome) => file?.Add(run, execution, outcome) ?? 0;

    public void Remove(long note)
    {
        if (note != 0)
            file?.Remove(note);
    }

    public void Dispose() => file?.Dispose();

    private static string PathOf(string hubPath, long opening) => Path.ChangeExtension(hubPath, $".notes-{opening:x16}");

    private static Guid? BootId() =>
        File.Exists(BootIdFile) && Guid.TryParse(File.ReadAllText(BootIdFile).AsSpan().Trim(), out var id) ? id : null;
}
