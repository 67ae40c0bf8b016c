using System.ComponentModel;

namespace Workflows.Activities.Models.Services;

/// <summary>One program that serves one model or, as Ollama does, several: those with the same command and address share it.</summary>
internal sealed class ServiceServer(ServiceSettings settings, IReadOnlyCollection<string> withheld, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(2);        // between its last connection and its end
    private readonly SemaphoreSlim gate = new(1, 1);
    private ServiceProcess? process;
    private volatile bool ready;
    private volatile bool isDoubted;

    public bool IsRunning => ready && process is { HasExited: false };

    /// <summary>The warden's process id; null when it does not run.</summary>
    public int? ProcessId => IsRunning ? process?.Id : null;

    /// <summary>How often it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>
    /// Starts it unless it runs, and waits until it lists its models. One that somebody else started is used as it is, and never stopped. A start that
    /// fails or is given up leaves nothing behind.
    /// </summary>
    /// <exception cref="ServiceException">It did not start.</exception>
    public async Task StartAsync(string name, ServiceTalk talk, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        try
        {
            if (IsRunning && !await IsEndingAsync(talk, cancellationToken))
                return;
            await EndAsync();
            if (await talk.ListsModelsAsync(cancellationToken))
                return;
            process = Launch(name, settings.Arguments);
            Starts++;
            await ReadyAsync(name, process, talk, cancellationToken);
            ready = true;
        }
        catch
        {
            await EndAsync();
            throw;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Tells that it cut a question off: before the next one it is looked at.</summary>
    public void Doubt() => isDoubted = true;

    /// <summary>Ends it, if it is still wanted once nothing else happens to it.</summary>
    public async Task StopAsync(Func<bool> isWanted)
    {
        await gate.WaitAsync();
        try
        {
            if (isWanted())
                await EndAsync();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Runs the program once to its end, with other arguments.</summary>
    /// <returns>Its exit code and last words.</returns>
    public async Task<(int ExitCode, string LastWords)> RunAsync(string name, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        using var once = Launch(name, arguments);
        await once.WaitAsync(cancellationToken);
        return (once.ExitCode, once.LastWords);
    }

    public void Dispose()
    {
        process?.Dispose();
        gate.Dispose();
    }

    /// <summary>Whether it ends while it is looked at. One that neither answers nor ends is for the recovery.</summary>
    private async Task<bool> IsEndingAsync(ServiceTalk talk, CancellationToken cancellationToken)
    {
        if (!isDoubted)
            return false;
        isDoubted = false;
        if (process is not { } doubted || await talk.ListsModelsAsync(cancellationToken))
            return false;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(EndLimit);
        try
        {
            await doubted.WaitAsync(limit.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task EndAsync()
    {
        ready = false;
        var ending = process;
        process = null;
        if (ending is not null)
            await ending.StopAsync();
    }

    private async Task ReadyAsync(string name, ServiceProcess started, ServiceTalk talk, CancellationToken cancellationToken)
    {
        var since = clock.GetTimestamp();
        while (!await talk.ListsModelsAsync(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (started.WasNotFound)
                throw NotThere(name);
            if (started.HasExited)
                throw new ServiceException($"Model {name}: {settings.Command} ended with exit code {started.ExitCode}.{started.LastWords}");
            if (clock.GetElapsedTime(since) > settings.StartLimit)
            {
                throw new ServiceException($"Model {name}: {settings.Command} was not ready within {settings.StartLimit.TotalSeconds:0} s: "
                    + $"raise Service:StartSeconds, or check that it listens at Endpoint.{started.LastWords}");
            }

            await Task.Delay(Look, TimeProvider.System, cancellationToken);
        }
    }

    private ServiceProcess Launch(string name, IReadOnlyList<string> arguments)
    {
        try
        {
            return ServiceProcess.Start(settings.Command, arguments, withheld);
        }
        catch (Win32Exception)
        {
            throw NotThere(name);
        }
    }

    private ServiceException NotThere(string name) =>
        new($"Model {name}: {settings.Command} cannot be started: install it, or correct Service:Command.");
}
