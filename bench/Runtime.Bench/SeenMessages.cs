using System.Diagnostics;

namespace Runtime.Bench;

/// <summary>Which message was sent and handled when.</summary>
public sealed class SeenMessages
{
    private TaskCompletionSource allRan = new();
    private long[] began = [];
    private int left;

    /// <summary>Milliseconds of each message.</summary>
    public double[] Times { get; private set; } = [];

    /// <summary>Ends when every expected message was handled.</summary>
    public Task AllRan => allRan.Task;

    /// <summary>Begins anew.</summary>
    public void Expect(int n)
    {
        (began, Times, left) = (new long[n], new double[n], n);
        allRan = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>A message is about to be sent.</summary>
    public void Began(int message) => began[message] = Stopwatch.GetTimestamp();

    /// <summary>Its function runs.</summary>
    public void Ran(int message)
    {
        Times[message] = Stopwatch.GetElapsedTime(began[message]).TotalMilliseconds;
        if (Interlocked.Decrement(ref left) == 0)
            allRan.TrySetResult();
    }
}
