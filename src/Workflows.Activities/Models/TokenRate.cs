namespace Workflows.Activities.Models;

/// <summary>
/// A model's tokens per minute, shared by whoever asks: each key (a tenant, or else a run) has a queue of its own, and queues take turns, so a
/// loud one cannot starve the others. A call is let in while tokens are left and pays its estimate; what it used more or less is set right
/// when it is done, so a large one makes the next ones wait longer.
/// </summary>
internal sealed class TokenRate(int perMinute, TimeProvider clock)
{
    private readonly Lock gate = new();
    private readonly LinkedList<(string Key, Queue<(TaskCompletionSource Turn, long Tokens)> Waiting)> turns = new();
    private double left = perMinute;
    private long stamp = clock.GetTimestamp();
    private ITimer? timer;

    /// <summary>Ends when it is this key's turn and tokens are left.</summary>
    public async Task EnterAsync(string key, long tokens, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (gate)
        {
            Refill();
            if (turns.Count == 0 && left > 0)
            {
                left -= tokens;
                return;
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            QueueOf(key).Enqueue((turn, tokens));
            Arm();
        }

        await using var registration = cancellationToken.Register(() => turn.TrySetCanceled(cancellationToken));
        await turn.Task;
    }

    /// <summary>Sets the estimate right: what a call used beyond it, or less than it when negative.</summary>
    public void Correct(long tokens)
    {
        lock (gate)
        {
            Refill();
            left = Math.Min(perMinute, left - tokens);
        }
    }

    private Queue<(TaskCompletionSource Turn, long Tokens)> QueueOf(string key)
    {
        foreach (var (name, waiting) in turns)
        {
            if (name == key)
                return waiting;
        }

        return turns.AddLast((key, new Queue<(TaskCompletionSource Turn, long Tokens)>())).Value.Waiting;
    }

    private void Refill()
    {
        left = Math.Min(perMinute, left + (clock.GetElapsedTime(stamp).TotalMinutes * perMinute));
        stamp = clock.GetTimestamp();
    }

    private void Arm()
    {
        var missing = left > 0 ? 0 : 1 - left;
        var wait = TimeSpan.FromMinutes(missing / perMinute) + TimeSpan.FromMilliseconds(1);
        timer?.Dispose();
        timer = clock.CreateTimer(_ => LetIn(), null, wait, Timeout.InfiniteTimeSpan);
    }

    private void LetIn()
    {
        lock (gate)
        {
            Refill();
            while (left > 0 && turns.First is { } turn)
            {
                turns.RemoveFirst();
                while (turn.Value.Waiting.TryDequeue(out var next))
                {
                    if (!next.Turn.TrySetResult())
                        continue;       // given up meanwhile
                    left -= next.Tokens;
                    break;
                }

                if (turn.Value.Waiting.Count > 0)
                    turns.AddLast(turn);
            }

            if (turns.Count > 0)
                Arm();
        }
    }
}
