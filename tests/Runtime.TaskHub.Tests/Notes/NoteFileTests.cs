using FsCheck;
using FsCheck.Fluent;
using Runtime.Engine.History;
using Runtime.Engine.Store;
using Runtime.TaskHub.Notes;
using Runtime.TaskHub.Tests.Sqlite;

namespace Runtime.TaskHub.Tests.Notes;

public sealed class NoteFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Remove();

    private static readonly Guid Boot = Guid.NewGuid();

    private static ActivityCompleted Outcome(int task, int size = 10) => new(task, new string('x', size));

    private static int[] TasksOf(IEnumerable<OutcomeNote> notes) => [.. notes.Select(note => ((ActivityCompleted)note.Outcome).TaskId).Order()];

    [Fact]
    public void Read_WhileTheWriterStillHasItOpen_GivesWhatIsNotForgotten()
    {
        using var file = NoteFile.Create(folder.File("n"), opening: 7, Boot);
        var first = file.Add(1, 10, Outcome(1));
        file.Add(2, 20, new ActivityFailed(2, global::Runtime.Engine.Replay.FailureTypes.Of("Some.Error", "It failed.")));
        file.Add(1, 10, Outcome(3));
        file.Remove(first);
        var read = NoteFile.Read(folder.File("n"), 7, Boot);
        Assert.Equal([(2, 20), (1, 10)], read.Select(note => (note.Run, note.Execution)));
        Assert.Equal("It failed.", Assert.IsType<ActivityFailed>(read[0].Outcome).Failure.ErrorMessage);
    }

    [Fact]
    public void Read_OfAnotherOpeningOrBoot_GivesNothing()
    {
        using var file = NoteFile.Create(folder.File("n"), opening: 7, Boot);
        file.Add(1, 10, Outcome(1));
        Assert.Empty(NoteFile.Read(folder.File("n"), 8, Boot));
        Assert.Empty(NoteFile.Read(folder.File("n"), 7, Guid.NewGuid()));
        Assert.Empty(NoteFile.Read(folder.File("missing"), 7, Boot));
    }

    [Fact]
    public void Add_WithoutRoom_NotesNothingUntilSomeIsForgotten()
    {
        using var file = NoteFile.Create(folder.File("n"), opening: 7, Boot);
        Assert.Equal(0, file.Add(1, 10, Outcome(1, size: 65_000 * 4)));
        var notes = new List<long>();
        while (file.Add(1, 10, Outcome(notes.Count, size: 10_000)) is > 0 and var note)
            notes.Add(note);
        Assert.InRange(notes.Count, 100, 210);
        Assert.Equal(notes.Count, NoteFile.Read(folder.File("n"), 7, Boot).Count);
        notes.ForEach(file.Remove);
        Assert.NotEqual(0, file.Add(1, 10, Outcome(9_999)));
        Assert.Equal([9_999], TasksOf(NoteFile.Read(folder.File("n"), 7, Boot)));
    }

    /// <summary>Whatever is added and forgotten in whatever order: a reader finds what was added and not forgotten.</summary>
    [Fact]
    public void Read_AfterAnyOrderOfAddsAndRemoves_GivesTheLiveOnes()
    {
        var steps = Gen.Choose(0, 3).Zip(Gen.Choose(1, 20_000)).ListOf(60);
        Prop.ForAll(steps.ToArbitrary(), story =>
        {
            using var file = NoteFile.Create(folder.File("n"), opening: 7, Boot);
            var live = new List<(long Note, int Task)>();
            foreach (var (choice, number) in story)
            {
                if (choice == 0 && live.Count > 0)
                {
                    file.Remove(live[number % live.Count].Note);
                    live.RemoveAt(number % live.Count);
                }
                else if (file.Add(1, 10, Outcome(number, size: number)) is > 0 and var note)
                {
                    live.Add((note, number));
                }
            }

            Assert.Equal(live.Select(entry => entry.Task).Order(), TasksOf(NoteFile.Read(folder.File("n"), 7, Boot)));
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>A copy of a file that was being written: bytes of the last note are missing, or any byte is wrong.</summary>
    [Fact]
    public void Read_OfADamagedFile_GivesWholeNotesOnly()
    {
        var path = folder.File("n");
        using (var file = NoteFile.Create(path, opening: 7, Boot))
        {
            for (var task = 0; task < 20; task++)
                file.Add(1, 10, Outcome(task, size: 40));
        }

        var whole = File.ReadAllBytes(path);
        var chance = new Random(20261120);
        for (var trial = 0; trial < 500; trial++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[4096 + chance.Next(20 * 100)] ^= (byte)chance.Next(1, 256);
            File.WriteAllBytes(path, damaged);
            var read = NoteFile.Read(path, 7, Boot);
            Assert.All(read, note => Assert.Equal(new string('x', 40), ((ActivityCompleted)note.Outcome).Output));
            Assert.Equal(TasksOf(read).Distinct(), TasksOf(read));
        }
    }
}
