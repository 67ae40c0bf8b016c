using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Runtime.Storage.Tests.Support;
using Workflows.Storage.Embedded;
using Workflows.Testing;

namespace Runtime.Storage.Tests.Embedded;

/// <summary>Any calls in any order, the store opened anew in between: the queue answers as a plain list does.</summary>
public sealed class QueueModelTests
{
    [Fact]
    public void AnyCalls_InAnyOrder_AnswerAsTheModelDoes()
    {
        var calls = AnyCall().ListOf().Resize(40).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(25), Prop.ForAll(calls, list => RunAsync([.. list])));
    }

    private static Gen<QueueCall> AnyCall() =>
        from kind in Gen.Frequency(
            (5, Gen.Constant(QueueCallKind.Send)), (5, Gen.Constant(QueueCallKind.Receive)), (2, Gen.Constant(QueueCallKind.Renew)),
            (3, Gen.Constant(QueueCallKind.Delete)), (1, Gen.Constant(QueueCallKind.Peek)), (3, Gen.Constant(QueueCallKind.Advance)),
            (1, Gen.Constant(QueueCallKind.Reopen)))
        from number in Gen.Choose(0, 40)
        from seconds in Gen.Choose(1, 30)
        select new QueueCall(kind, number, seconds);

    private static async Task RunAsync(List<QueueCall> calls)
    {
        using var folder = new TempFolder();
        var clock = new ManualClock();
        var model = new QueueModel(clock);
        var store = Open(folder, clock);
        try
        {
            await store.Queue("model").CreateAsync();
            foreach (var call in calls)
            {
                if (call.Kind == QueueCallKind.Reopen)
                {
                    await store.DisposeAsync();
                    store = Open(folder, clock);
                }
                else
                    await model.DoAsync(store.Queue("model"), call);
                Assert.Equal(model.Count, (await store.Queue("model").CountAsync()).Messages);
            }
        }
        finally
        {
            await store.DisposeAsync();
        }
    }

    private static EmbeddedStore Open(TempFolder folder, TimeProvider clock) => EmbeddedStore.Open(folder.Path, clock, NullLogger.Instance);
}
