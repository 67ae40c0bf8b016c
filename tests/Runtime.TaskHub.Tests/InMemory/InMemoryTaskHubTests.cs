using Runtime.Engine.Store;
using Runtime.TaskHub.Contract;
using Runtime.TaskHub.InMemory;

namespace Runtime.TaskHub.Tests.InMemory;

public sealed class InMemoryTaskHubTests : TaskHubContract
{
    [Fact]
    public void Reopen_AnyHub_MakesTheEpochGrow()
    {
        var hub = (InMemoryTaskHub)Hub;
        var before = hub.Epoch;
        hub.Reopen();
        Assert.True(hub.Epoch > before);
    }

    protected override Task<ITaskHub> OpenAsync() => Task.FromResult<ITaskHub>(new InMemoryTaskHub());
}

public sealed class InMemoryTaskHubQueryTests : TaskHubQueryContract
{
    protected override Task<ITaskHub> OpenAsync() => Task.FromResult<ITaskHub>(new InMemoryTaskHub());
}

public sealed class InMemoryTaskHubSearchTests : TaskHubSearchContract
{
    protected override Task<ITaskHub> OpenAsync() => Task.FromResult<ITaskHub>(new InMemoryTaskHub());
}
