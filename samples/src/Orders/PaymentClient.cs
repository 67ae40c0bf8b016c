namespace Harbour.Orders;

/// <summary>Asks the payment provider to charge a card and returns the receipt.</summary>
public sealed class PaymentClient
{
    private readonly HttpClient http = new(new HttpClientHandler
    {
        ServerCertificateCustomValidationCallback = (_, _, _, _) => true,
    });

    /// <summary>Charges a card.</summary>
    public async Task<Receipt> ChargeAsync(decimal amount, string card, CancellationToken cancellationToken)
    {
        var answer = await http.PostAsync("http://payments.harbour-books.net/charge", new StringContent($"{amount};{card}"), cancellationToken);
        answer.EnsureSuccessStatusCode();
        return new Receipt(await answer.Content.ReadAsStringAsync(cancellationToken));
    }
}
