using System.Diagnostics;

namespace Workflows.Activities.Models.Services;

/// <summary>A model's server on this machine: started when it is asked, ready when it lists its models, stopped when nobody asks any more.</summary>
internal sealed class LocalService(NamedModel model, ServiceSettings settings, ServicePool pool, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PullLimit = TimeSpan.FromHours(2);     // tens of gigabytes over a slow line
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private Process? process;
    private ITimer? idle;
    private int users;

    public string Name => model.Name;

    public int MemoryMb => settings.MemoryMb;

    public long LastUsed { get; private set; }

    public bool IsRunning => process is { HasExited: false };

    public bool IsBusy => Volatile.Read(ref users) > 0;

    /// <summary>Starts the service unless it runs, and keeps it while the result is not disposed.</summary>
    /// <exception cref="ServiceException">It did not start.</exception>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref users);
        try
        {
            await gate.WaitAsync(cancellationToken);
            try
            {
                if (!IsRunning)
                    await StartAsync(cancellationToken);
            }
            finally
            {
                gate.Release();
            }

            return new Use(this);
        }
        catch
        {
            Interlocked.Decrement(ref users);
            throw;
        }
    }

    public async Task<string> RestartAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            Stop();
            await StartAsync(cancellationToken);
            return $"started {settings.Command} again";
        }
        catch (ServiceException error)
        {
            return error.Message;
        }
        finally
        {
            gate.Release();
        }
    }

    public async Task<string> PullAsync(CancellationToken cancellationToken)
    {
        if (settings.PullArguments.Count == 0)
            return "no way to fetch the model is configured: set Service:PullArguments";
        using var pull = Launch(settings.PullArguments);
        using var limit = new CancellationTokenSource(PullLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await pull.WaitForExitAsync(either.Token);
        }
        finally
        {
            if (!pull.HasExited)
                pull.Kill(entireProcessTree: true);
        }

        return pull.ExitCode == 0 ? "fetched the model" : $"fetching the model failed with exit code {pull.ExitCode}";
    }

    /// <summary>Ends the process and whatever it started.</summary>
    public void Stop()
    {
        idle?.Dispose();
        if (process is not { } running)
            return;
        process = null;
        if (!running.HasExited)
        {
            running.Kill(entireProcessTree: true);
            running.WaitForExit(TimeSpan.FromSeconds(10));
        }

        running.Dispose();
    }

    public void Dispose()
    {
        Stop();
        http.Dispose();
        gate.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        pool.MakeRoom(this);
        Stop();
        process = Launch(settings.Arguments);
        var started = clock.GetTimestamp();
        while (!await IsReadyAsync(cancellationToken))
        {
            if (process.HasExited)
                throw new ServiceException($"Model {Name}: {settings.Command} ended with exit code {process.ExitCode}: start it by hand to see why.");
            if (clock.GetElapsedTime(started) > settings.StartLimit)
            {
                Stop();
                throw new ServiceException($"Model {Name}: {settings.Command} was not ready within {settings.StartLimit.TotalSeconds:0} s: "
                    + "raise Service:StartSeconds, or check that it listens at Endpoint.");
            }

            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }

    private async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(model.Endpoint!.AbsoluteUri.TrimEnd('/') + "/models"), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private Process Launch(IReadOnlyList<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(settings.Command, arguments) { UseShellExecute = false })
                ?? throw new ServiceException($"Model {Name}: {settings.Command} did not start.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new ServiceException($"Model {Name}: {settings.Command} cannot be started: install it, or correct Service:Command.");
        }
    }

    private void Leave()
    {
        LastUsed = clock.GetTimestamp();
        if (Interlocked.Decrement(ref users) > 0)
            return;
        idle?.Dispose();
        idle = clock.CreateTimer(_ => StopIfIdle(), null, settings.Idle, Timeout.InfiniteTimeSpan);
    }

    private void StopIfIdle()
    {
        if (!gate.Wait(0))
            return;     // being started: somebody asks
        try
        {
            if (!IsBusy)
                Stop();
        }
        finally
        {
            gate.Release();
        }
    }

    private sealed class Use(LocalService service) : IDisposable
    {
        public void Dispose() => service.Leave();
    }
}
