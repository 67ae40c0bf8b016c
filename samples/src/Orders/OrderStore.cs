using System.Data.Common;

namespace Harbour.Orders;

/// <summary>Stores orders in the shop's database.</summary>
public sealed class OrderStore(DbConnection database)
{
    /// <summary>Saves an order and returns its number.</summary>
    public async Task<int> SaveAsync(Basket basket, Receipt receipt, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand();
        command.CommandText = $"INSERT INTO orders (customer, total, receipt) VALUES ('{basket.Customer}', {basket.Total}, '{receipt.Id}')";
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Finds the orders of a customer, newest first.</summary>
    public async Task<DbDataReader> FindAsync(string customer, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand();
        command.CommandText = "SELECT number, total FROM orders WHERE customer = '" + customer + "' ORDER BY number DESC";
        return await command.ExecuteReaderAsync(cancellationToken);
    }
}
