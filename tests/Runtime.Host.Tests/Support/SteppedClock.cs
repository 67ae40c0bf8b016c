namespace Runtime.Host.Tests.Support;

/// <summary>The system's clock with its timers, whose readings can be moved ahead.</summary>
public sealed class SteppedClock : TimeProvider
{
    private long ahead;

    public void Step(TimeSpan time) => Interlocked.Add(ref ahead, time.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref ahead));

    public override long GetTimestamp() =>
        System.GetTimestamp() + (long)(TimeSpan.FromTicks(Interlocked.Read(ref ahead)).TotalSeconds * System.TimestampFrequency);
}
