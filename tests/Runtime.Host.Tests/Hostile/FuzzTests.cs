using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Runtime.Host.Tests.Support;
using Workflows.Runtime;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace Runtime.Host.Tests.Hostile;

/// <summary>Thousands of requests from a seed over the whole HTTP surface, on the real task hub. A failure prints the request that caused it.</summary>
public sealed partial class FuzzTests : IDisposable
{
    private const int Requests = 3_000;
    private const int AtOnce = 8;
    private const long GrowthMax = 64L * 1024 * 1024;       // live objects after a collection; the runs that were started are on disk

    // More of them for a long search: each is three hundred connections with five requests.
    private static readonly int ConnectionSeeds = int.Parse(Environment.GetEnvironmentVariable("WORKFLOWS_TEST_FUZZ") ?? "1", CultureInfo.InvariantCulture);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(20_261)]
    [InlineData(77)]
    public async Task Send_GeneratedRequests_NeverAnswers500NorLeaksNorHangs(int seed)
    {
        await using var host = await RunningHost.StartDurableAsync(folder, _ => { }, typeof(Functions));
        var address = host.Client.BaseAddress!;
        var generator = new RequestGenerator(seed, address.Authority);
        await SendAsync(address, generator, Requests / 10);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await SendAsync(address, generator, Requests);

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < GrowthMax, $"{grown:N0} bytes more are held after {Requests} requests");
        Assert.Equal("""{"status":"live"}""", await host.Client.GetStringAsync("/health/live"));
    }

    [Fact]
    public async Task Send_GeneratedRequestsWithoutAKey_NeverPassesTheGate()
    {
        await using var host = await RunningHost.StartDurableAsync(
            folder, builder => builder.ConfigureLocalHost(local => local.RequireKeys = true), typeof(Locked));
        var address = host.Client.BaseAddress!;
        var generator = new RequestGenerator(4711, address.Authority);

        var passed = new List<string>();
        for (var i = 0; i < Requests / 2; i++)
        {
            var request = generator.Next();
            var answer = await RawClient.AskAsync(address, request, generator.IsCut);
            if (answer.Status is >= 200 and < 300 && !IsOpen(request))
                passed.Add($"{answer.Status} to: {Show(request)}");
        }

        Assert.True(passed.Count == 0, $"{passed.Count} passed:\n{string.Join("\n\n", passed.Take(5))}");
    }

    [Fact]
    public async Task Send_GeneratedRequestsOverOneConnection_AnswersNone500()
    {
        await using var host = await RunningHost.StartDurableAsync(folder, _ => { }, typeof(Functions));
        var address = host.Client.BaseAddress!;

        for (var seed = 99; seed < 99 + ConnectionSeeds; seed++)
            await SendOverOneConnectionAsync(address, new RequestGenerator(seed, address.Authority));
    }

    private static async Task SendOverOneConnectionAsync(Uri address, RequestGenerator generator)
    {
        var answered = 0;
        for (var i = 0; i < Requests / 10; i++)
        {
            var several = Enumerable.Range(0, 4).SelectMany(_ => Whole(generator, keepAlive: true)).Concat(Whole(generator, keepAlive: false)).ToArray();
            var answer = await RawClient.AskAsync(address, several);
            Assert.True(answer.Statuses.All(status => status is < 500 or 501 or 505), $"{string.Join(' ', answer.Statuses)} to: {Show(several)}\n{answer.Text}");
            answered += answer.Statuses.Count;
        }

        Assert.InRange(answered, Requests / 10, int.MaxValue);
    }

    private static byte[] Whole(RequestGenerator generator, bool keepAlive)
    {
        while (true)
        {
            var request = generator.Next(keepAlive);
            if (!generator.IsCut)
                return request;
        }
    }

    /// <summary>Addresses that ask nobody for a key, and questions that are none about an address.</summary>
    private static bool IsOpen(byte[] request)
    {
        var line = Line(request);
        return line.Contains(" /health/", StringComparison.Ordinal) || line.Contains(" /metrics", StringComparison.Ordinal)
            || line.StartsWith("OPTIONS", StringComparison.Ordinal);
    }

    private static string Line(byte[] request) => Encoding.Latin1.GetString(request).Split('\r')[0];

    private async Task SendAsync(Uri address, RequestGenerator generator, int count)
    {
        using var gate = new SemaphoreSlim(AtOnce);
        var sent = new List<Task<string?>>();
        for (var i = 0; i < count; i++)
        {
            var request = generator.Next();
            await gate.WaitAsync();
            sent.Add(AskAsync(address, request, generator.IsCut, gate));
        }
        var problems = (await Task.WhenAll(sent)).OfType<string>().ToList();
        Assert.True(problems.Count == 0, $"{problems.Count} problems:\n{string.Join("\n\n", problems.Take(5))}");
    }

    private async Task<string?> AskAsync(Uri address, byte[] request, bool isCut, SemaphoreSlim gate)
    {
        try
        {
            return Problem(request, await RawClient.AskAsync(address, request, isCut));
        }
        catch (OperationCanceledException)
        {
            return $"No end within {RawClient.Patience} to: {Show(request)}";
        }
        finally
        {
            gate.Release();
        }
    }

    private string? Problem(byte[] request, RawAnswer answer)
    {
        if (answer.Status is not (0 or (>= 100 and < 500) or 501 or 505))
            return $"{answer.Status} to: {Show(request)}\n{answer.Text}";
        var isFigures = Line(request).Contains(" /metrics", StringComparison.Ordinal);     // they count exceptions by type
        if (!isFigures && Leak().Match(answer.Text) is { Success: true } leaked)
            return $"'{leaked.Value}' leaked to: {Show(request)}\n{answer.Text}";
        return answer.Text.Contains(folder.Path, StringComparison.Ordinal) ? $"A path leaked to: {Show(request)}\n{answer.Text}" : null;
    }

    private static string Show(byte[] request) => Encoding.Latin1.GetString(request.AsSpan(0, Math.Min(request.Length, 3_000)));

    [GeneratedRegex(@"   at [A-Z]\w+\.|[A-Z]\w+Exception\b|\.cs:line|\(Parameter '", RegexOptions.None, 1000)]
    private static partial Regex Leak();

    public static class Functions
    {
        [Function("Echo")]
        public static async Task<string> EchoAsync([HttpTrigger(AuthorizationLevel.Anonymous)] HttpRequest request, int count = 1)
        {
            using var reader = new StreamReader(request.Body);
            return $"{count} {(await reader.ReadToEndAsync()).Length}";
        }

        [Function("Json")]
        public static Order Json([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, [FromBody] Order order) => order;

        [Function("Data")]
        public static async Task<HttpResponseData> DataAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "post")] HttpRequestData request)
        {
            var response = request.CreateResponse();
            await response.WriteStringAsync($"{request.Url.AbsolutePath.Length} {request.Query.Count} {request.Cookies.Count} {request.Headers.Count()}");
            return response;
        }

        [Function("Items")]
        public static string Items([HttpTrigger(AuthorizationLevel.Anonymous, Route = "items/{id:int}/{day?}")] HttpRequest request, int id, DateOnly? day) => $"{id} {day}";

        [Function("Files")]
        public static string Files([HttpTrigger(AuthorizationLevel.Anonymous, Route = "files/{*path}")] HttpRequest request, string path) => path;

        [Function("Typed")]
        public static string Typed(
            [HttpTrigger(AuthorizationLevel.Anonymous, Route = "typed/{id:guid}/{length:length(1,3)?}")] HttpRequest request, Guid id, string? length) => $"{id} {length}";

        [Function("Waits")]
        public static Task<string> Waits([OrchestrationTrigger] TaskOrchestrationContext context) => context.WaitForExternalEvent<string>("a");

        [Function("counter")]
        public static Task Counter([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<Counting>();
    }

    public static class Locked
    {
        [Function("Echo")]
        public static string Echo([HttpTrigger(AuthorizationLevel.Function)] HttpRequest request) => "in";

        [Function("Data")]
        public static HttpResponseData Data([HttpTrigger(AuthorizationLevel.Admin)] HttpRequestData request) => request.CreateResponse();

        [Function("Files")]
        public static string Files([HttpTrigger(AuthorizationLevel.Function, Route = "files/{*path}")] HttpRequest request, string path) => path;

        [Function("Waits")]
        public static Task<string> Waits([OrchestrationTrigger] TaskOrchestrationContext context) => context.WaitForExternalEvent<string>("a");

        [Function("counter")]
        public static Task Counter([EntityTrigger] TaskEntityDispatcher dispatcher) => dispatcher.DispatchAsync<Counting>();
    }

    public sealed record Order(string Name, int Count);

    public sealed class Counting : TaskEntity<int>
    {
        public void Add(int amount) => State += amount;
    }
}
