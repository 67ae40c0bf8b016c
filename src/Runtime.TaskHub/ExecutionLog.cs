using System.Text;
using Runtime.Engine.Pumps;

namespace Workflows.Runtime;

/// <summary>
/// An append-only file with one line for each activity execution that begins: run, task id, activity, idempotency key, process id, separated by
/// tabs. It is in the operating system's hands before the activity's code runs, so it outlives a killed process. For audits and crash tests.
/// </summary>
internal sealed class ExecutionLog(string path) : IDisposable
{
    private readonly Lock gate = new();
    private readonly FileStream file = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

    public void Begins(DurableActivityContext activity)
    {
        var line = Encoding.UTF8.GetBytes($"{activity.InstanceId}\t{activity.TaskId}\t{activity.Name}\t{activity.IdempotencyKey}\t{Environment.ProcessId}\n");
        lock (gate)
            file.Write(line);
    }

    public void Dispose() => file.Dispose();
}
