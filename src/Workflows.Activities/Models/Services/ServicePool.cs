namespace Workflows.Activities.Models.Services;

/// <summary>The local services of this process, within one bound of memory: the one that was asked least recently makes room.</summary>
internal sealed class ServicePool(int memoryMb)
{
    private readonly Lock gate = new();
    private readonly List<LocalService> all = [];

    public void Add(LocalService service)
    {
        lock (gate)
            all.Add(service);
    }

    /// <summary>Stops others until there is room; those that are answering stay.</summary>
    /// <exception cref="ServiceException">There is no room.</exception>
    public void MakeRoom(LocalService wanted)
    {
        lock (gate)
        {
            var others = all.Where(service => service != wanted && service.IsRunning).OrderBy(service => service.LastUsed).ToList();
            var taken = others.Sum(service => service.MemoryMb);
            foreach (var idle in others.Where(service => !service.IsBusy))
            {
                if (taken + wanted.MemoryMb <= memoryMb)
                    return;
                idle.Stop();
                taken -= idle.MemoryMb;
            }

            if (taken + wanted.MemoryMb > memoryMb)
            {
                throw new ServiceException($"Model {wanted.Name}: {wanted.MemoryMb} MiB do not fit beside what is answering now "
                    + $"({taken} of {memoryMb} MiB): raise Models:ServiceMemoryMb, or ask fewer local models at once.");
            }
        }
    }
}
