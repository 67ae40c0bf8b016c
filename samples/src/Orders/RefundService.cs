using System.Security.Cryptography;
using System.Text;

namespace Harbour.Orders;

/// <summary>Pays back returned books and closes their orders.</summary>
public sealed class RefundService(PaymentClient payments)
{
    /// <summary>Refunds an order within thirty days.</summary>
    public Task<Receipt> RefundAsync(decimal amount, string card, DateTimeOffset bought, DateTimeOffset now)
    {
        if (now - bought > TimeSpan.FromDays(30))
            throw new InvalidOperationException("The thirty days are over.");
        return payments.ChargeAsync(-amount, card, CancellationToken.None);
    }

    /// <summary>Signs a return label.</summary>
    public static string Sign(string label) => Convert.ToHexString(MD5.HashData(Encoding.UTF8.GetBytes(label)));
}
