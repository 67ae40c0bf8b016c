namespace Workflows.Activities.Models.Services;

/// <summary>
/// The local services of this process, within one bound of memory. A model that is wanted and does not fit waits for those that are answering and
/// takes the place of those that are not, the one asked least recently first.
/// </summary>
internal sealed class ServicePool(int memoryMb, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan RoomLimit = TimeSpan.FromSeconds(30);      // then the workflow waits: its timers cost nothing

    private readonly Lock gate = new();
    private readonly SemaphoreSlim admission = new(1, 1);       // one after the other, so that small ones do not starve a large one
    private readonly List<LocalService> all = [];
    private TaskCompletionSource left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long uses;

    public void Add(LocalService service)
    {
        lock (gate)
            all.Add(service);
    }

    /// <summary>From now on the service is answering, and stays.</summary>
    public void Begin(LocalService service)
    {
        lock (gate)
            service.Users++;
    }

    /// <summary>True when that was the last who used it.</summary>
    public bool End(LocalService service)
    {
        lock (gate)
        {
            service.LastUsed = ++uses;
            if (--service.Users > 0)
                return false;
            left.TrySetResult();
            return true;
        }
    }

    /// <summary>Makes room for a service that has begun, and counts it in.</summary>
    /// <exception cref="ServiceException">There is no room, and there was none for a while.</exception>
    public async Task AdmitAsync(LocalService wanted, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (wanted.IsResident)
                return;
        }

        using var limit = new CancellationTokenSource(RoomLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await admission.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw NoRoom(wanted);
        }

        try
        {
            while (true)
            {
                var (fits, victims, leaving) = Choose(wanted);
                foreach (var victim in victims)
                    await EvictAsync(victim);
                if (fits)
                    return;
                await leaving.WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw NoRoom(wanted);
        }
        finally
        {
            admission.Release();
        }
    }

    /// <summary>Lets a service go that nobody has asked for a while.</summary>
    public async Task ReleaseAsync(LocalService service)
    {
        lock (gate)
        {
            if (service.Users > 0 || !service.IsResident)
                return;
            service.IsResident = false;
        }

        await EvictAsync(service);
    }

    public void Dispose()
    {
        foreach (var service in all)
            service.Dispose();
        foreach (var server in all.Select(service => service.Server).Distinct())
            server.Dispose();
        admission.Dispose();
    }

    /// <summary>Whether it fits now, and who has to go for it; those no longer count.</summary>
    private (bool Fits, IReadOnlyList<LocalService> Victims, Task Leaving) Choose(LocalService wanted)
    {
        lock (gate)
        {
            foreach (var gone in all.Where(service => service.IsResident && service.Users == 0 && !service.IsRunning))
                gone.IsResident = false;        // it died by itself
            var taken = all.Where(service => service.IsResident && service != wanted).Sum(service => (long)service.MemoryMb);
            var victims = new List<LocalService>();
            foreach (var idle in all.Where(service => service.IsResident && service.Users == 0 && service != wanted).OrderBy(service => service.LastUsed))
            {
                if (taken + wanted.MemoryMb <= memoryMb)
                    break;
                idle.IsResident = false;
                taken -= idle.MemoryMb;
                victims.Add(idle);
            }

            if (left.Task.IsCompleted)
                left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (wanted.IsResident = taken + wanted.MemoryMb <= memoryMb, victims, left.Task);
        }
    }

    /// <summary>Frees what a model holds: the server ends with its last model; a server that has others is asked to let this one go.</summary>
    private async Task EvictAsync(LocalService victim)
    {
        if (!IsShared(victim) || !await victim.UnloadAsync())
            await victim.Server.StopAsync(() => !Answers(victim.Server));
    }

    private bool IsShared(LocalService service)
    {
        lock (gate)
            return all.Any(other => other != service && other.Server == service.Server && (other.IsResident || other.Users > 0));
    }

    /// <summary>Whoever has begun and is not counted in still waits for its place.</summary>
    private bool Answers(ServiceServer server)
    {
        lock (gate)
            return all.Any(service => service.Server == server && service.Users > 0 && service.IsResident);
    }

    private ServiceException NoRoom(LocalService wanted)
    {
        lock (gate)
        {
            var taken = all.Where(service => service.IsResident).Sum(service => (long)service.MemoryMb);
            return new ServiceException($"Model {wanted.Name}: {wanted.MemoryMb} MiB do not fit beside what is answering now "
                + $"({taken} of {memoryMb} MiB): raise Models:ServiceMemoryMb, or ask fewer local models at once.") { IsBusy = true };
        }
    }
}
