using System.Globalization;
using System.Text;

namespace Runtime.Engine.Store;

/// <summary>
/// A place between two runs in the order of a query, as a token: the order, the direction in which to go on, and the last row's key. It stays valid
/// when that row is gone.
/// </summary>
/// <param name="Order">The order of the query it belongs to.</param>
/// <param name="Backward">Whether to go on towards the beginning.</param>
/// <param name="Time">Ticks of the row's time; 0 for the orders that have none.</param>
/// <param name="Number">The row's number; 0 in the order of ids.</param>
/// <param name="Id">The row's id in the order of ids; empty otherwise.</param>
public readonly record struct RunPosition(RunOrder Order, bool Backward, long Time, long Number, string Id)
{
    private const string Orders = "nicu";

    /// <summary>The place of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="order">The query's order.</param>
    /// <returns>Its place.</returns>
    public static RunPosition Of(RunRow row, RunOrder order) => order switch
    {
        RunOrder.Id => new(order, false, 0, 0, row.Id),
        RunOrder.Created => new(order, false, row.CreatedAt.Ticks, row.Number, ""),
        RunOrder.Updated => new(order, false, row.UpdatedAt.Ticks, row.Number, ""),
        _ => new(order, false, 0, row.Number, ""),
    };

    /// <summary>Reads the position of a query.</summary>
    /// <param name="query">The query.</param>
    /// <returns>Its position; null when it begins at the beginning.</returns>
    /// <exception cref="ArgumentException">The token is none, or belongs to a query of another order.</exception>
    public static RunPosition? Of(RunQuery query)
    {
        if (query.Position is not { Length: > 0 } token)
            return null;
        return TryParse(token, out var position) && position.Order == query.Order
            ? position
            : throw new ArgumentException($"'{token}' is no continuation token of this query.", nameof(query));
    }

    /// <summary>Compares by the order's key alone; ids by their UTF-8 bytes.</summary>
    /// <param name="other">A position of the same order.</param>
    /// <returns>Less than, equal to or greater than zero.</returns>
    public int Against(RunPosition other) => Order == RunOrder.Id
        ? Encoding.UTF8.GetBytes(Id).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other.Id))
        : (Time, Number).CompareTo((other.Time, other.Number));

    /// <summary>The token.</summary>
    /// <returns>Text that <see cref="Of(RunQuery)"/> reads.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Orders[(int)Order]}{(Backward ? '-' : '+')}{(Order == RunOrder.Id ? Id : $"{Time}.{Number}")}");

    private static bool TryParse(string token, out RunPosition position)
    {
        position = default;
        var order = Orders.IndexOf(token[0], StringComparison.Ordinal);
        if (order < 0 || token.Length < 3 || token[1] is not ('+' or '-'))
            return false;
        var (backward, key) = (token[1] == '-', token[2..]);
        if ((RunOrder)order == RunOrder.Id)
        {
            position = new(RunOrder.Id, backward, 0, 0, key);
            return true;
        }

        if (key.Split('.') is not [var left, var right]
            || !long.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            || !long.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        position = new((RunOrder)order, backward, time, number, "");
        return true;
    }
}
