namespace Workflows.Storage.Embedded;

/// <summary>Lets one caller at a time change a blob: its file and its row change one after the other.</summary>
internal sealed class NameLocks : IDisposable
{
    private readonly SemaphoreSlim[] stripes = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1))];     // many more than disks write at once

    public async Task<IDisposable> TakeAsync(string container, string name, CancellationToken cancellationToken)
    {
        var stripe = stripes[(uint)HashCode.Combine(container, name) % stripes.Length];
        await stripe.WaitAsync(cancellationToken);
        return new Held([stripe]);
    }

    /// <summary>Keeps everybody out.</summary>
    public async Task<IDisposable> TakeAllAsync(CancellationToken cancellationToken)
    {
        var held = new List<SemaphoreSlim>(stripes.Length);
        try
        {
            foreach (var stripe in stripes)
            {
                await stripe.WaitAsync(cancellationToken);
                held.Add(stripe);
            }
        }
        catch
        {
            new Held(held).Dispose();
            throw;
        }

        return new Held(held);
    }

    public void Dispose()
    {
        foreach (var stripe in stripes)
            stripe.Dispose();
    }

    private sealed class Held(IReadOnlyList<SemaphoreSlim> stripes) : IDisposable
    {
        public void Dispose()
        {
            foreach (var stripe in stripes)
                stripe.Release();
        }
    }
}
