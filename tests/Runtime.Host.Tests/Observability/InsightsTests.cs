using System.Collections.Concurrent;
using Microsoft.ApplicationInsights.Channel;
using Microsoft.ApplicationInsights.DataContracts;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Tests.Support;

namespace Runtime.Host.Tests.Observability;

public sealed class InsightsTests : IDisposable
{
    private const string Trace = "1af7651916cd43dd8448eb211c80319c";

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Insights_ConnectionStringSet_ReceivesRequestsDependenciesAndLogsOfOneOperation()
    {
        using var channel = new ListChannel();
        await using (var host = await RunningHost.StartDurableAsync(
            folder,
            builder =>
            {
                builder.Configuration.AddInMemoryCollection(
                    [new("APPLICATIONINSIGHTS_CONNECTION_STRING", "InstrumentationKey=00000000-0000-0000-0000-000000000001;IngestionEndpoint=http://127.0.0.1:9/")]);
                builder.Services.AddSingleton<ITelemetryChannel>(channel);
            },
            typeof(TracedFunctions)))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/traced/ai-1");
            request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
            using var response = await host.Client.SendAsync(request);
        }

        var items = channel.Sent.Where(item => item.Context.Operation.Id == Trace).ToList();
        var http = Assert.Single(items.OfType<RequestTelemetry>(), item => item.Name == "POST api/traced/{id}");
        Assert.Equal(("200", true), (http.ResponseCode, http.Success));
        Assert.Single(items.OfType<RequestTelemetry>(), item => item.Name == "orchestration:Traced");
        var created = Assert.Single(items.OfType<DependencyTelemetry>(), item => item.Name == "create_orchestration:Traced");
        Assert.Equal((http.Id, "orchestration"), (created.Context.Operation.ParentId, created.Type));
    }

    private sealed class ListChannel : ITelemetryChannel
    {
        public ConcurrentQueue<ITelemetry> Sent { get; } = new();

        public bool? DeveloperMode { get; set; }

        public string? EndpointAddress { get; set; }

        public void Send(ITelemetry item) => Sent.Enqueue(item);

        public void Flush()
        {
            // everything is here already
        }

        public void Dispose() => Sent.Clear();
    }
}
