using System.Diagnostics;

namespace GpuHost.Core;

/// <summary>Adds up where one thread's time goes. A reading costs some twenty nanoseconds.</summary>
internal sealed class StageClock
{
    private readonly long[] ticks = new long[Enum.GetValues<Stage>().Length];
    private long last = Stopwatch.GetTimestamp();

    /// <summary>Starts anew: what was done before counts nowhere.</summary>
    public void Start() => last = Stopwatch.GetTimestamp();

    /// <summary>Counts the time since the last reading for a stage.</summary>
    public void Add(Stage stage)
    {
        var now = Stopwatch.GetTimestamp();
        ticks[(int)stage] += now - last;
        last = now;
    }

    /// <summary>Seconds of a stage so far.</summary>
    public double Seconds(Stage stage) => ticks[(int)stage] / (double)Stopwatch.Frequency;
}
