using Runtime.Engine.Pumps;
using Runtime.TaskHub.Contract;
using Runtime.TaskHub.InMemory;

namespace Runtime.Engine.Tests.Timers;

public sealed class WakeScheduleTests
{
    private const int Runs = 45_000;

    /// <summary>Runs that are due at the same instant come as the turns before them are done, each once.</summary>
    [Fact]
    public void Fire_ManyDueAtOnce_WakesNoMoreThanTheTurnsKeepUpWith()
    {
        var clock = new ManualClock();
        var (underWay, most) = (0, 0);
        var woken = new HashSet<string>();
        using var wakes = new WakeSchedule(
            new InMemoryTaskHub(),
            clock,
            id =>
            {
                Assert.True(woken.Add(id));
                most = Math.Max(most, ++underWay);
            },
            () => underWay);
        wakes.Start();
        var due = clock.GetUtcNow().AddHours(1).UtcTicks;
        for (var i = 0; i < Runs; i++)
            wakes.Set($"run-{i}", due, isStored: false);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(10_000, woken.Count);
        for (var moments = 0; woken.Count < Runs && moments < 100; moments++)
        {
            underWay -= Math.Min(underWay, 3_000);
            clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        Assert.Equal(Runs, woken.Count);
        Assert.Equal(10_000, most);
    }
}
