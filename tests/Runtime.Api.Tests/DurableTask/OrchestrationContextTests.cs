using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace Runtime.Api.Tests.DurableTask;

public sealed class OrchestrationContextTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Fact030_WaitForExternalEvent_TimeIsUp_ThrowsAndStopsTheWaiter()
    {
        var context = new FakeContext();
        var wait = context.WaitForExternalEvent<int>("go", Minute);
        context.Timers[0].Done.SetResult();

        await Assert.ThrowsAsync<TaskCanceledException>(() => wait);
        Assert.True(((TaskCompletionSource<int>)context.Waiters["go"].Source).Task.IsCanceled);
        Assert.Equal(context.Now + Minute, context.Timers[0].FireAt);
    }

    [Fact]
    public async Task WaitForExternalEvent_InTime_ReturnsAndStopsTheTimer()
    {
        var context = new FakeContext();
        var wait = context.WaitForExternalEvent<int>("go", Minute);
        ((TaskCompletionSource<int>)context.Waiters["go"].Source).SetResult(7);

        Assert.Equal(7, await wait);
        Assert.True(context.Timers[0].Done.Task.IsCanceled);
    }

    [Fact]
    public async Task WaitForExternalEvent_TokenCancelled_ThrowsAndStopsBoth()
    {
        using var stop = new CancellationTokenSource();
        var context = new FakeContext();
        var wait = context.WaitForExternalEvent<int>("go", Minute, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAsync<TaskCanceledException>(() => wait);
        Assert.True(context.Timers[0].Done.Task.IsCanceled);
    }

    [Fact]
    public void WaitForExternalEvent_InfiniteTimeout_NeedsNoTimer()
    {
        var context = new FakeContext();
        _ = context.WaitForExternalEvent<int>("go", Timeout.InfiniteTimeSpan);

        Assert.Empty(context.Timers);
    }

    [Fact]
    public void Fact017_ReplaySafeLoggers_WhileReplaying_WriteNothing()
    {
        var log = new ListLoggerFactory();
        var type = typeof(FakeContext);
        var context = new FakeContext { Logs = log };
        ILogger[] loggers =
        [
            context.CreateReplaySafeLogger("a"),
            context.CreateReplaySafeLogger(type),
            context.CreateReplaySafeLogger<FakeContext>(),
            context.ReplaySafeLoggerFactory.CreateLogger("b"),
        ];

        foreach (var replaying in new[] { true, false })
        {
            context.Replaying = replaying;
            foreach (var logger in loggers)
            {
                Assert.Equal(!replaying, logger.IsEnabled(LogLevel.Information));
                logger.Log(LogLevel.Information, default, "once", exception: null, (state, _) => state);
            }
        }

        Assert.Equal(["a: once", $"{type.FullName}: once", $"{type.FullName}: once", "b: once"], log.Lines);
    }

    [Fact]
    public void Fact018_ThrowIfGivenAsInput_Options_NamesTheParameter()
    {
        Assert.Equal("input", Assert.Throws<ArgumentException>(() => TaskOptions.ThrowIfGivenAsInput(new TaskOptions())).ParamName);
        Assert.Throws<ArgumentException>(() => TaskOptions.ThrowIfGivenAsInput(new SubOrchestrationOptions()));
        TaskOptions.ThrowIfGivenAsInput("fine");
    }

    [Fact]
    public void CompareVersionTo_OlderVersion_IsPositive() =>
        Assert.True(new FakeContext { VersionText = "1.10" }.CompareVersionTo("1.9") > 0);

    [Fact]
    public async Task CallActivity_OptionsInSecondPlace_AreOptions()
    {
        var context = new FakeContext();
        var options = new TaskOptions();
        await context.CallActivityAsync("a", options);
        await context.CallSubOrchestratorAsync("b", options);

        Assert.Equal([("a", null, options), ("b", null, options)], context.Calls);
    }

    [Fact]
    public void ContinueAsNew_NewVersionWithoutSupport_Throws()
    {
        var context = new FakeContext();
        Assert.Throws<NotSupportedException>(() => context.ContinueAsNew(new ContinueAsNewOptions { NewVersion = "2" }));
        context.ContinueAsNew(new ContinueAsNewOptions { NewInput = 5 });
        Assert.Equal(5, context.Calls[0].Input);
    }

    [Fact]
    public void Entities_NotOverridden_AreNotSupported() =>
        Assert.Throws<NotSupportedException>(() => new FakeContext().Entities);

    private sealed class ListLoggerFactory : ILoggerFactory
    {
        public List<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => new ListLogger(categoryName, Lines);

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }

        private sealed class ListLogger(string category, List<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(
                LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Add($"{category}: {formatter(state, exception)}");
        }
    }
}
