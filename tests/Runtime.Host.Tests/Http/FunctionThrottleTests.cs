using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Http;
using Runtime.Host.Settings;
using Runtime.Host.Tests.Support;

namespace Runtime.Host.Tests.Http;

public sealed class FunctionThrottleTests
{
    private readonly Door door = new();

    [Fact]
    public async Task Get_PastMaxOutstanding_Is429AndTheOthersAreServed()
    {
        await using var host = await StartAsync();
        for (var round = 0; round < 3; round++)
        {
            var opened = door.Close();
            var asked = Enumerable.Range(0, 8).Select(_ => host.Client.GetAsync("/api/Enter")).ToList();
            var refused = new List<HttpResponseMessage>();
            while (refused.Count < 5)       // two run, one waits
            {
                var answered = await Task.WhenAny(asked).WaitAsync(TimeSpan.FromMinutes(2));
                asked.Remove(answered);
                refused.Add(await answered);
            }
            Assert.All(refused, response => Assert.Equal(
                (HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (response.StatusCode, response.Headers.RetryAfter!.Delta!.Value)));
            opened.SetResult();
            var served = await Task.WhenAll(asked).WaitAsync(TimeSpan.FromMinutes(2));

            Assert.All(served, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
            Assert.InRange(door.MostInside, 1, 2);
        }
    }

    [Fact]
    public async Task Get_OtherAddressesThanFunctions_AreNotHeldBack()
    {
        await using var host = await StartAsync();
        var opened = door.Close();
        var asked = Enumerable.Range(0, 3).Select(_ => host.Client.GetAsync("/api/Enter")).ToList();

        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/health/live")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("/runtime/webhooks/durabletask/instances/none")).StatusCode);
        opened.SetResult();
        await Task.WhenAll(asked).WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Run_CallerLeavesOrFunctionFails_GivesThePlaceBack()
    {
        using var throttle = new FunctionThrottle(new HostJson { MaxConcurrentRequests = 1, MaxOutstandingRequests = 2 });
        var opened = new TaskCompletionSource();
        using var leave = new CancellationTokenSource();
        for (var round = 0; round < 3; round++)
            await Assert.ThrowsAsync<InvalidOperationException>(() => throttle.RunAsync(Context(), _ => throw new InvalidOperationException()));

        var running = throttle.RunAsync(Context(), _ => opened.Task);
        var waiting = throttle.RunAsync(Context(leave.Token), _ => opened.Task);
        var refused = Context();
        await throttle.RunAsync(refused, _ => opened.Task);
        Assert.Equal(StatusCodes.Status429TooManyRequests, refused.Response.StatusCode);
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        var next = Context();
        var after = throttle.RunAsync(next, _ => Task.CompletedTask);
        opened.SetResult();
        await Task.WhenAll(running, after).WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(StatusCodes.Status200OK, next.Response.StatusCode);
    }

    [Theory]
    [InlineData(null, 2, 2, 0)]
    [InlineData(1, 3, 1, 2)]
    [InlineData(5, 2, 2, 0)]
    [InlineData(2, null, 2, 50)]
    public async Task Run_ByLimits_RunsSoManyAndLetsSoManyWait(int? concurrent, int? outstanding, int runs, int waits)
    {
        using var throttle = new FunctionThrottle(new HostJson { MaxConcurrentRequests = concurrent, MaxOutstandingRequests = outstanding });
        var opened = new TaskCompletionSource();
        var inside = 0;
        RequestDelegate function = _ =>
        {
            inside++;
            return opened.Task;
        };

        var asked = Enumerable.Range(0, runs + waits).Select(_ => throttle.RunAsync(Context(), function)).ToList();
        Assert.Equal(runs, inside);
        Assert.DoesNotContain(asked, call => call.IsCompleted);
        if (outstanding is not null)
        {
            var refused = Context();
            await throttle.RunAsync(refused, function);
            Assert.Equal(StatusCodes.Status429TooManyRequests, refused.Response.StatusCode);
        }
        opened.SetResult();
        await Task.WhenAll(asked).WaitAsync(TimeSpan.FromMinutes(2));

        Assert.Equal(runs + waits, inside);
    }

    private static DefaultHttpContext Context(CancellationToken aborted = default) => new() { RequestAborted = aborted };

    private Task<RunningHost> StartAsync() => RunningHost.StartAsync(
        [typeof(Functions)],
        builder => builder.Services.AddSingleton(door),
        """{ "version": "2.0", "extensions": { "http": { "maxConcurrentRequests": 2, "maxOutstandingRequests": 3 } } }""");

    public sealed class Functions(Door door)
    {
        [Function("Enter")]
        public Task EnterAsync([HttpTrigger("get")] HttpRequest request) => door.EnterAsync();
    }

    public sealed class Door
    {
        private TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int inside;
        private int most;

        public int MostInside => Volatile.Read(ref most);

        public TaskCompletionSource Close() => opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task EnterAsync()
        {
            var now = Interlocked.Increment(ref inside);
            InterlockedMax(now);
            await opened.Task;
            Interlocked.Decrement(ref inside);
        }

        private void InterlockedMax(int value)
        {
            for (var seen = most; seen < value; seen = most)
                Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
