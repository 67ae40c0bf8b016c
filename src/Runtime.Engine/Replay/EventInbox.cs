using Microsoft.DurableTask;
using Runtime.Engine.History;

namespace Runtime.Engine.Replay;

/// <summary>
/// External events of one execution. An event goes to the newest waiter of its name; without one it is kept, and the oldest kept event goes to
/// the next that waits. Names are compared without case.
/// </summary>
internal sealed class EventInbox(DataConverter converter)
{
    private readonly Dictionary<string, LinkedList<IEventWaiter>> waiters = new(StringComparer.OrdinalIgnoreCase);
    private readonly LinkedList<EventReceived> kept = new();

    private interface IEventWaiter
    {
        Type Type { get; }

        bool TryDeliver(string? input);
    }

    /// <summary>Whether a task waits for an event.</summary>
    public bool HasWaiters => waiters.Values.Any(list => list.Count > 0);

    /// <summary>Names that somebody waits for.</summary>
    public IEnumerable<string> WaitingFor => waiters.Where(pair => pair.Value.Count > 0).Select(pair => pair.Key);

    /// <summary>Events that nobody has asked for yet, oldest first.</summary>
    public IReadOnlyCollection<EventReceived> Kept => kept;

    public void Receive(EventReceived item)
    {
        while (waiters.TryGetValue(item.Name, out var list) && list.Last is { } newest)
        {
            list.RemoveLast();
            if (newest.Value.TryDeliver(item.Input))
                return;
        }

        kept.AddLast(item);
    }

    /// <summary>Keeps an event although somebody waits for its name.</summary>
    public void Keep(EventReceived item) => kept.AddLast(item);

    public Task<T> WaitAsync<T>(string name, CancellationToken cancellationToken)
    {
        var waiter = new Waiter<T>(converter);
        for (var node = kept.First; node is not null; node = node.Next)
        {
            if (!string.Equals(node.Value.Name, name, StringComparison.OrdinalIgnoreCase))
                continue;
            kept.Remove(node);
            waiter.TryDeliver(node.Value.Input);
            return waiter.Task;
        }

        if (!waiters.TryGetValue(name, out var list))
            waiters[name] = list = new LinkedList<IEventWaiter>();
        if (list.Last is { } other && other.Value.Type != typeof(T))
            throw new ArgumentException($"Waiters for the event '{name}' must use the same type argument: one waits for {other.Value.Type}, this one for {typeof(T)}.", nameof(name));
        Add(list, waiter, cancellationToken);
        return waiter.Task;
    }

    private static void Add<T>(LinkedList<IEventWaiter> list, Waiter<T> waiter, CancellationToken cancellationToken)
    {
        var node = list.AddLast(waiter);
        if (!cancellationToken.CanBeCanceled)
            return;
        var registration = cancellationToken.Register(() =>
        {
            if (node.List is not null)
                list.Remove(node);
            waiter.TrySetCanceled(cancellationToken);
        });
        waiter.Registration = registration;
    }

    private sealed class Waiter<T>(DataConverter converter) : TaskCompletionSource<T>, IEventWaiter
    {
        public CancellationTokenRegistration Registration { get; set; }

        public Type Type => typeof(T);

        public bool TryDeliver(string? input)
        {
            if (Task.IsCompleted)
                return false;
            Registration.Dispose();
            try
            {
                return TrySetResult(input is null ? default! : converter.Deserialize<T>(input)!);
            }
            catch (Exception error)
            {
                return TrySetException(error);
            }
        }
    }
}
