namespace Harbour.Orders;

/// <summary>What a customer wants to buy.</summary>
public sealed record Basket(string Customer, string Card, IReadOnlyList<BasketLine> Lines)
{
    /// <summary>Price of all lines.</summary>
    public decimal Total => Lines.Sum(line => line.Price * line.Count);
}

/// <summary>One title of a basket.</summary>
public sealed record BasketLine(string Isbn, int Count, decimal Price);

/// <summary>The payment provider's proof.</summary>
public sealed record Receipt(string Id);
