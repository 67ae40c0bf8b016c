using System.Collections.Concurrent;
using System.Diagnostics;

namespace Workflows.Tools.Sandbox;

/// <summary>
/// Starts processes from one thread that never ends. A child that asks to die with its parent dies with the thread that started it, and threads of
/// the pool come and go.
/// </summary>
internal static class ProcessStarter
{
    private static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Done)> Requests = [];
    private static readonly Lazy<Thread> Starter = new(StartThread);

    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        _ = Starter.Value;
        var done = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Requests.Add((start, done));
        return done.Task;
    }

    private static Thread StartThread()
    {
        var thread = new Thread(Loop) { IsBackground = true, Name = "tool processes" };
        thread.Start();
        return thread;
    }

    private static void Loop()
    {
        foreach (var (start, done) in Requests.GetConsumingEnumerable())
        {
            try
            {
                done.SetResult(Process.Start(start)!);
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        }
    }
}
