using Runtime.Storage.Tests.Contract;
using Runtime.Storage.Tests.Support;

namespace Runtime.Storage.Tests.Embedded;

/// <summary>The contract on the embedded store.</summary>
public sealed class EmbeddedQueueTests(EmbeddedFixture store) : QueueContract, IClassFixture<EmbeddedFixture>
{
    protected override IStorageAccount Account => store.Account;
}
