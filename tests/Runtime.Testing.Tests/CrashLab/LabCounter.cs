using Microsoft.DurableTask.Entities;

namespace Runtime.Testing.Tests.CrashLab;

/// <summary>Remembers what was added, each by its name, and a number that only its lock protects.</summary>
public sealed class LabCounter : TaskEntity<LabCounter.Memory>
{
    public int Add(string name)
    {
        State.Added.Add(name);
        return State.Added.Count;
    }

    public int Read() => State.Number;

    public void Write(int value) => State.Number = value;

    protected override Memory InitializeState(TaskEntityOperation entityOperation) => new();

    public sealed class Memory
    {
        public List<string> Added { get; set; } = [];

        public int Number { get; set; }
    }
}
