using Microsoft.Azure.Functions.Worker;
using Runtime.Host.Observability;
using Runtime.Host.Tests.Support;
using Workflows.Testing;

namespace Runtime.Host.Tests.Observability;

public sealed class TriggerMetricsTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Queue_OneMessage_IsMeasuredWithItsWaitAndTheQueuesDepth()
    {
        using var reader = new PrometheusReader(new TelemetrySettings());
        reader.Begin();
        var options = new FunctionsTestHostOptions { Folder = folder.Path, UseHttp = false };
        options.FunctionTypes.Add(typeof(Observed));
        await using var host = await FunctionsTestHost.StartAsync(options: options);

        await host.SendAsync("observed", "one");

        var samples = PrometheusParser.Parse(reader.Read());
        var calls = Assert.Single(samples, sample => sample.Name == "workflows_function_duration_seconds_count" && sample["name"] == nameof(Observed));
        Assert.Equal(("queueTrigger", "completed", 1), (calls["trigger"], calls["outcome"], calls.Value));
        Assert.Equal(1, Assert.Single(samples, sample => sample.Name == "workflows_queue_message_age_seconds_count" && sample["queue"] == "observed").Value);
        using var limit = new CancellationTokenSource(Patience);
        while (!PrometheusParser.Parse(reader.Read()).Any(sample => sample.Name == "workflows_queue_depth" && sample["queue"] == "observed" && sample.Value == 0))
            await Task.Delay(10, limit.Token);
    }

    public static class Observed
    {
        [Function(nameof(Observed))]
        public static void Run([QueueTrigger("observed")] string message) => Assert.Equal("one", message);
    }
}
