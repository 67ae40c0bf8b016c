namespace Workflows.Activities.Models.Services;

/// <summary>A model on a server of this machine: started and warmed when it is asked, let go when nobody asks any more.</summary>
internal sealed class LocalService(NamedModel model, ServiceServer server, ServicePool pool, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan PullLimit = TimeSpan.FromHours(2);     // tens of gigabytes over a slow line
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly ServiceSettings settings = model.Service!;
    private readonly ServiceTalk talk = new(model);
    private readonly SemaphoreSlim warming = new(1, 1);
    private int warmStart;
    private ITimer? idle;

    public string Name => model.Name;

    public int MemoryMb => settings.MemoryMb;

    public ServiceServer Server => server;

    public bool IsRunning => server.IsRunning;

    // What follows belongs to the pool, which guards it.
    public long LastUsed { get; set; }

    public int Users { get; set; }

    /// <summary>Whether its memory counts as taken.</summary>
    public bool IsResident { get; set; }

    /// <summary>Starts and warms the service unless it is, and keeps it while the result is not disposed.</summary>
    /// <exception cref="ServiceException">It did not start.</exception>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        var use = new Use(this);
        pool.Begin(this);
        try
        {
            await pool.AdmitAsync(this, cancellationToken);
            await server.StartAsync(Name, talk, cancellationToken);
            await WarmAsync(cancellationToken);
            return use;
        }
        catch
        {
            use.Dispose();
            throw;
        }
    }

    /// <summary>Ends the server, whoever uses it, and starts it anew. What was done, in words.</summary>
    public async Task<string> RestartAsync(CancellationToken cancellationToken)
    {
        await server.StopAsync(static () => true);
        try
        {
            (await EnterAsync(cancellationToken)).Dispose();
            return $"started {settings.Command} again";
        }
        catch (ServiceException error)
        {
            return error.Message;
        }
    }

    /// <summary>Fetches the model: with the program's own arguments where they are configured, else over Ollama's API. What was done, in words.</summary>
    public async Task<string> PullAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(PullLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            if (settings.PullArguments.Count > 0)
            {
                var (exitCode, said) = await server.RunAsync(Name, settings.PullArguments, either.Token);
                return exitCode == 0 ? "fetched the model" : $"fetching the model failed with exit code {exitCode}.{said}";
            }

            using var use = await EnterAsync(either.Token);
            return await talk.PullAsync(either.Token) ?? "no way to fetch the model is configured: set Service:PullArguments";
        }
        catch (Exception error) when (error is ServiceException or HttpRequestException)
        {
            return $"fetching the model failed: {error.Message}";
        }
    }

    /// <summary>Lets the model go from the server's memory, if the server can.</summary>
    public async Task<bool> UnloadAsync()
    {
        Volatile.Write(ref warmStart, 0);
        return await talk.UnloadAsync(CancellationToken.None);
    }

    /// <summary>Whether a running server still answers; one that does not run is not ill.</summary>
    public async Task<bool> IsWellAsync(CancellationToken cancellationToken) => !server.IsRunning || await talk.ListsModelsAsync(cancellationToken);

    public void Dispose()
    {
        idle?.Dispose();
        talk.Dispose();
        warming.Dispose();
    }

    private async Task WarmAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref warmStart) == server.Starts)
            return;
        using var limit = new CancellationTokenSource(settings.StartLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        await warming.WaitAsync(cancellationToken);
        try
        {
            var start = server.Starts;
            while (warmStart != start && server.IsRunning && !await talk.WarmAsync(either.Token))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (limit.IsCancellationRequested)
                {
                    throw new ServiceException($"Model {Name}: {settings.Command} did not load {model.Model} within "
                        + $"{settings.StartLimit.TotalSeconds:0} s: raise Service:StartSeconds, or take a smaller model.");
                }

                await Task.Delay(Look, TimeProvider.System, cancellationToken);
            }

            Volatile.Write(ref warmStart, start);
        }
        finally
        {
            warming.Release();
        }
    }

    private void Leave()
    {
        if (!pool.End(this))
            return;
        var next = clock.CreateTimer(_ => _ = pool.ReleaseAsync(this), null, settings.Idle, Timeout.InfiniteTimeSpan);
        Interlocked.Exchange(ref idle, next)?.Dispose();
    }

    private sealed class Use(LocalService service) : IDisposable
    {
        private int disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) == 0)
                service.Leave();
        }
    }
}
