using System.Net;
using Microsoft.Extensions.Configuration;
using Runtime.Host.Tests.Support;

namespace Runtime.Host.Tests.Observability;

public sealed class OtlpTests : IAsyncLifetime, IDisposable
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Caller = "b7ad6b7169203331";

    private readonly TempFolder folder = new();
    private Collector collector = null!;

    public async Task InitializeAsync()
    {
        collector = await Collector.StartAsync();
        await using var host = await RunningHost.StartDurableAsync(
            folder,
            builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_EXPORTER_OTLP_HEADERS"] = "x-team=ours",
                ["OTEL_SERVICE_NAME"] = "traced-app",
            }),
            typeof(TracedFunctions));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/traced/run-1");
        request.Headers.Add("traceparent", $"00-{Trace}-{Caller}-01");
        using var response = await host.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    public async Task DisposeAsync() => await collector.DisposeAsync();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Traces_OneRequest_AreOneTraceFromTheCallerToTheChildsActivity()
    {
        var spans = collector.Spans.Where(span => span.Hex(1) == Trace).ToList();
        var request = Assert.Single(spans, span => span.Text(5) == "POST api/traced/{id}");
        Assert.Equal(Caller, request.Hex(4));
        Assert.Equal("200", request.Attributes(9)["http.response.status_code"]);
        var created = Assert.Single(spans, span => span.Text(5) == "create_orchestration:Traced");
        Assert.Equal(request.Hex(2), created.Hex(4));
        var run = Assert.Single(spans, span => span.Text(5) == "orchestration:Traced");
        Assert.Equal((created.Hex(2), "Completed"), (run.Hex(4), run.Attributes(9)["durabletask.task.status"]));
        const int server = 2;
        var child = Assert.Single(spans, span => span.Text(5) == "orchestration:TracedChild" && span.Number(6) == server);
        Assert.Contains(spans, span => span.Hex(2) == child.Hex(4) && span.Text(5) == "orchestration:TracedChild");
        Assert.Equal(2, spans.Count(span => span.Text(5) == "activity:TracedAdd" && span.Number(6) == server));
    }

    [Fact]
    public void Traces_Resource_NamesTheService() => Assert.Contains(collector.Resources, resource => resource["service.name"] == "traced-app");

    [Fact]
    public void Export_Headers_AreSent() => Assert.All(collector.Headers, header => Assert.Equal("ours", header));

    [Fact]
    public void Metrics_OfARun_AreExported()
    {
        var names = collector.Metrics.Select(metric => metric.Text(1)).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(
            new HashSet<string>
            {
                "workflows.runs.started", "workflows.runs.ended", "workflows.run.duration", "workflows.runs.active", "workflows.runs.in_memory",
                "workflows.activities.running", "workflows.activities.waiting", "workflows.activity.duration", "workflows.turn.duration",
                "workflows.commit.duration", "http.server.request.duration", "http.server.active_requests",
            },
            names);
    }

    [Fact]
    public void Logs_OfAnActivity_CarryRunFunctionAttemptAndTrace()
    {
        var lines = collector.Logs.Where(log => log.Hex(9) == Trace && log.Attributes(6).ContainsKey("Value")).Select(log => log.Attributes(6)).ToList();
        Assert.Equal(2, lines.Count);
        var line = Assert.Single(lines, found => found["Value"] == "1");
        Assert.Equal(("TracedAdd", "run-1", "1"), (line["FunctionName"], line["InstanceId"], line["Attempt"]));
        Assert.True(Guid.TryParse(line["InvocationId"], out _));
    }
}
