using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Configuration;
using Runtime.Host.Observability;
using Runtime.Host.Tests.Support;

namespace Runtime.Host.Tests.Observability;

public sealed class PrometheusTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Metrics_AfterARun_ShowItByNameAndStatus()
    {
        await using var host = await RunningHost.StartDurableAsync(folder, _ => { }, typeof(TracedFunctions));
        await ReadAsync(host);                  // measuring begins with the first reader
        await host.Client.PostAsync("/api/traced/a", content: null);
        await host.Client.PostAsync("/runtime/webhooks/durabletask/orchestrators/TracedBroken/b?timeout=30&pollingInterval=1", content: null);
        var samples = await ReadAsync(host);

        double Value(string name, params (string Label, string Value)[] labels) =>
            Assert.Single(samples, sample => sample.Name == name && labels.All(label => sample[label.Label] == label.Value)).Value;

        Assert.True(Value("workflows_runs_started_total", ("name", "Traced")) >= 1);
        Assert.True(Value("workflows_runs_ended_total", ("name", "TracedChild"), ("status", "completed")) >= 1);
        Assert.True(Value("workflows_runs_ended_total", ("name", "TracedBroken"), ("status", "failed")) >= 1);
        Assert.True(Value("workflows_activity_duration_seconds_count", ("name", "TracedAdd"), ("outcome", "completed")) >= 2);
        Assert.True(Value("workflows_commit_duration_seconds_count") >= 1);
        Assert.True(Value("workflows_activities_waiting") >= 0);
        Assert.True(Value("http_server_request_duration_seconds_count", ("http_route", "api/traced/{id}"), ("http_response_status_code", "200")) >= 1);
        Assert.Contains(samples, sample => sample.Name == "workflows_runs_active" && sample["status"] == "running");
        Assert.Contains(samples, sample => sample.Name == "dotnet_process_memory_working_set_bytes");
    }

    [Fact]
    public async Task Metrics_Histogram_BucketsGrowToTheCount()
    {
        await using var host = await RunningHost.StartDurableAsync(folder, _ => { }, typeof(TracedFunctions));
        await ReadAsync(host);
        await host.Client.GetAsync("/api/nothing-here");
        var buckets = (await ReadAsync(host)).Where(sample => sample.Name == "http_server_request_duration_seconds_bucket" && sample["http_response_status_code"] == "404"
            && sample["http_route"] is null && sample["http_request_method"] == "GET").ToList();
        Assert.NotEmpty(buckets);
        Assert.Equal("+Inf", buckets[^1]["le"]);
        Assert.Equal(buckets.Select(bucket => bucket.Value).Order(), buckets.Select(bucket => bucket.Value));
    }

    [Fact]
    public async Task Metrics_UnknownMethods_ShareOneSeries()
    {
        await using var host = await RunningHost.StartDurableAsync(folder, _ => { }, typeof(TracedFunctions));
        await ReadAsync(host);
        for (var i = 0; i < 20; i++)
            await host.Client.SendAsync(new HttpRequestMessage(new HttpMethod($"VERB{i}"), "/api/x"));
        var samples = await ReadAsync(host);
        Assert.Contains(samples, sample => sample["http_request_method"] == "_OTHER");
        Assert.DoesNotContain(samples, sample => sample["http_request_method"]?.StartsWith("VERB", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task Metrics_TurnedOff_AreNotFound()
    {
        await using var host = await RunningHost.StartDurableAsync(
            folder, builder => builder.Configuration.AddInMemoryCollection([new("Host:Metrics", "false")]), typeof(TracedFunctions));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Client.GetAsync("/metrics")).StatusCode);
    }

    [Fact]
    public void Text_HostileLabelsAndManySeries_StayReadableAndBounded()
    {
        const string name = "observability.test";
        using var meter = new Meter(name);
        using var reader = new PrometheusReader(new TelemetrySettings { MoreMeters = [name] });
        reader.Begin();
        var counter = meter.CreateCounter<double>("odd.things", "By", "back\\slash \"quotes\"\nand lines");
        counter.Add(1.5, new KeyValuePair<string, object?>("the.key", "a\"b\\c\nd"));
        var many = meter.CreateCounter<long>("many");
        for (var i = 0; i < 5_000; i++)
            many.Add(1, new KeyValuePair<string, object?>("id", i));
        var samples = PrometheusParser.Parse(reader.Read());
        var odd = Assert.Single(samples, sample => sample.Name == "odd_things_bytes_total");
        Assert.Equal((1.5, "a\"b\\c\nd", name), (odd.Value, odd["the_key"], odd["otel_scope_name"]));
        var series = samples.Where(sample => sample.Name == "many_total").ToList();
        Assert.InRange(series.Count, 900, 1_001);
        Assert.Equal(5_000, series.Sum(sample => sample.Value));
    }

    [Theory]
    [InlineData("a.b-c", "", "gauge", "a_b_c")]
    [InlineData("9lives", "{cat}", "gauge", "_9lives")]
    [InlineData("time", "s", "counter", "time_seconds_total")]
    [InlineData("time_seconds", "s", "histogram", "time_seconds")]
    [InlineData("speed", "By/s", "gauge", "speed_By_per_s")]
    [InlineData("seen_total", "1", "counter", "seen_total")]
    public void NameOf_NameUnitAndType_FollowTheTranslation(string name, string unit, string type, string expected) =>
        Assert.Equal(expected, PrometheusText.NameOf(name, unit, type));

    private static async Task<IReadOnlyList<PrometheusParser.Sample>> ReadAsync(RunningHost host)
    {
        using var response = await host.Client.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        return PrometheusParser.Parse(await response.Content.ReadAsStringAsync());
    }
}
