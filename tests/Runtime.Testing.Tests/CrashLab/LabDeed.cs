using Runtime.Engine.Pumps;
using Workflows.Testing.CrashLab;

namespace Runtime.Testing.Tests.CrashLab;

/// <summary>Something the world asks of the process, and asks again when the process dies before it answers.</summary>
internal sealed class LabDeed(Func<DurableEngine, Task<CommandResult>> ask, bool again, CommandResult? until)
{
    private const int TriesMax = 400;       // a target that never comes is asked so often, then left alone

    private Task<CommandResult>? answer;
    private LabLife? life;
    private int tries;

    public bool IsAnswered => answer is { IsCompleted: true };

    public bool IsLost => life is { IsDead: true };

    /// <summary>Whether it must be asked again: the answer was lost, or was not the one that is waited for.</summary>
    public bool GoesOn => tries < TriesMax && (IsAnswered ? until is { } wanted && Result is CommandResult.NotFound && wanted != Result : again);

#pragma warning disable VSTHRD002, VSTHRD104 // it is only read once it is there
    private CommandResult? Result => answer is { IsCompletedSuccessfully: true } task ? task.Result : null;
#pragma warning restore VSTHRD002, VSTHRD104

    public void Begin(LabLife now)
    {
        tries++;
        life = now;
        answer = ask(now.Engine);
    }
}
