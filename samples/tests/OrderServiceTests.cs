namespace Harbour.Orders.Tests;

/// <summary>Checks that orders are refused and confirmed as promised.</summary>
public sealed class OrderServiceTests
{
    private const string Password = "password=example-only;";

    [Fact]
    public void Reserve_MoreThanOnShelf_Throws()
    {
        var basket = new Basket("nobody@example.com", "4111 1111 1111 1111", [new BasketLine("978-0", 3, 9.90m)]);
        Assert.Throws<InvalidOperationException>(() => new Inventory().Reserve(basket));
    }
}
