using Runtime.Engine.Pumps;

namespace Runtime.Engine.Tests.Limits;

public sealed class EntityPumpTests
{
    private readonly List<TaskCompletionSource<PlannedTurn>> begun = [];

    // Not on the test's own synchronization context: there the code after an await would run some time later.
    [Fact]
    public Task Run_PastTheLimit_WaitsForAPlaceInOrder() => Task.Run(async () =>
    {
        var pump = new EntityPump(entitiesMax: 2, static work => work.Execute());
        var order = new List<int>();
        var turns = Enumerable.Range(0, 5).Select(number => pump.RunAsync(() => Begin(number, order))).ToList();

        Assert.Equal([0, 1], order);
        begun[1].SetResult(new PlannedTurn());
        Assert.Equal([0, 1, 2], order);
        begun[0].SetException(new InvalidOperationException("its code"));
        Assert.Equal([0, 1, 2, 3], order);
        begun[2].SetResult(new PlannedTurn());
        begun[3].SetResult(new PlannedTurn());
        begun[4].SetResult(new PlannedTurn());

        await Assert.ThrowsAsync<InvalidOperationException>(() => turns[0]);
        await Task.WhenAll(turns.Skip(1)).WaitAsync(TimeSpan.FromMinutes(1));
    });

    [Fact]
    public async Task Run_FromManyThreads_RunsAllAndNeverMoreThanTheLimit()
    {
        var (inside, most) = (0, 0);
        var gate = new Lock();
        var pump = new EntityPump(entitiesMax: 3, static work => ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false));

        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(_ => Task.Run(() => pump.RunAsync(async () =>
        {
            lock (gate)
                most = Math.Max(most, ++inside);
            await Task.Yield();
            lock (gate)
                inside--;
            return new PlannedTurn();
        })))).WaitAsync(TimeSpan.FromMinutes(2));

        Assert.InRange(most, 1, 3);
        Assert.Equal(0, inside);
    }

    private Task<PlannedTurn> Begin(int number, List<int> order)
    {
        order.Add(number);
        begun.Add(new TaskCompletionSource<PlannedTurn>());
        return begun[^1].Task;
    }
}
