namespace Runtime.Host.Hosting;

/// <summary>Where the host is in its life; the one mutable fact that health checks read.</summary>
internal sealed class HostState(TimeProvider clock)
{
    private readonly long started = clock.GetTimestamp();
    private volatile HostPhase phase = HostPhase.Starting;

    public HostPhase Phase
    {
        get => phase;
        set => phase = value;
    }

    public TimeSpan Uptime => clock.GetElapsedTime(started);
}

internal enum HostPhase
{
    Starting,
    Running,
    Stopping,
}
