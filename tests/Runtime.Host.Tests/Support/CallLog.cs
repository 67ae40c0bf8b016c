using System.Collections.Concurrent;

namespace Runtime.Host.Tests.Support;

/// <summary>What the functions of a test noted, in order; a singleton of the host under test.</summary>
public sealed class CallLog
{
    private readonly ConcurrentQueue<string> calls = new();
    private int failuresLeft;

    /// <summary>How often functions are still to fail.</summary>
    public int FailuresLeft { get => Volatile.Read(ref failuresLeft); set => failuresLeft = value; }

    public string[] Calls => [.. calls];

    public void Add(string call) => calls.Enqueue(call);

    /// <summary>Notes the call, and fails while failures are left.</summary>
    public void AddOrFail(string call)
    {
        Add(call);
        if (Interlocked.Decrement(ref failuresLeft) >= 0)
            throw new InvalidOperationException("as the test wants it");
    }
}
