using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Runtime.Host.Tests.Support;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace Runtime.Host.Tests.Hostile;

/// <summary>Thousands of requests from a seed over the whole HTTP surface, on the real task hub. A failure prints the request that caused it.</summary>
public sealed partial class FuzzTests : IDisposable
{
    private const int Requests = 3_000;
    private const int AtOnce = 8;
    private const long GrowthMax = 64L * 1024 * 1024;       // live objects after a collection; the runs that were started are on disk

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
        if (Leak().Match(answer.Text) is { Success: true } leaked)
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
