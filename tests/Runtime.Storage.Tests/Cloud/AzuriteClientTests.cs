using Runtime.Storage.Tests.Contract;
using Runtime.Storage.Tests.Support;

namespace Runtime.Storage.Tests.Cloud;

/// <summary>The contract on Azure's implementation, with a real Azurite.</summary>
[Collection(AzuriteCollection.Name)]
public sealed class AzuriteClientTests(AzuriteFixture azurite) : ClientContract
{
    protected override IStorageAccount Account => azurite.Account;
}
