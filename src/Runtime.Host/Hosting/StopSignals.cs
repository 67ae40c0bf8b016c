using System.Runtime.InteropServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runtime.Host.Logging;

namespace Runtime.Host.Hosting;

/// <summary>The first Ctrl+C or SIGTERM lets the host stop in order; the second one ends the process at once. What was committed is not lost by it.</summary>
internal sealed class StopSignals(ILogger<StopSignals> logger) : IHostedService, IDisposable
{
    /// <summary>As shells name an end by Ctrl+C.</summary>
    public const int AtOnceCode = 130;

    private static readonly PosixSignal[] Watched = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT];

    private readonly List<PosixSignalRegistration> registrations = [];
    private int received;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in Watched)
            registrations.Add(PosixSignalRegistration.Create(signal, OnSignal));
        return Task.CompletedTask;
    }

    /// <summary>The watch goes on until the host is disposed: the second signal comes while it stops.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        registrations.Clear();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref received) == 1)
        {
            logger.Stopping();
            return;
        }
        Console.Error.WriteLine("Stopped at once.");
        Environment.Exit(AtOnceCode);
    }
}
