using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Tests.Support;
using Workflows.Runtime;

namespace Runtime.Host.Tests.Invocation;

public sealed class InputConverterTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("/api/OfType/3-4", "3 4")]
    [InlineData("/api/AtParameter/abc", "<abc>")]
    [InlineData("/api/FromRequest?who=me", "me")]
    [InlineData("/api/ByAttribute", "made for x")]
    [InlineData("/api/OfAll/5", "5 metres")]
    [InlineData("/api/OfAll/passed?plain=1", "0 metres 1")]
    public async Task Get_WithConverters_BindsWhatTheyMake(string path, string answer)
    {
        await using var host = await StartAsync();

        Assert.Equal(answer, await host.Client.GetStringAsync(path));
    }

    [Fact]
    public async Task Get_ConverterFails_Is500WithoutItsWords()
    {
        await using var host = await StartAsync();

        var response = await host.Client.GetAsync("/api/OfType/broken");

        Assert.Equal(500, (int)response.StatusCode);
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Run_ActivityWithConvertedInput_GivesTheConverterTheJson()
    {
        await using var host = await StartAsync();
        var client = host.Host.Services.GetRequiredService<DurableTaskClient>();

        var id = await client.ScheduleNewOrchestrationInstanceAsync("Asks");
        var run = await client.WaitForInstanceCompletionAsync(id, getInputsAndOutputs: true).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal("7 8", run.ReadOutputAs<string>());
    }

    [Fact]
    public void Build_TypeThatNobodyMakes_IsAnErrorWithoutTheConverter()
    {
        var builder = RunningHost.Builder(folder, typeof(NeedsAll));

        Assert.Contains("'length'", Assert.Throws<FunctionDiscoveryException>(builder.Build).Message);
    }

    private Task<RunningHost> StartAsync() => RunningHost.StartDurableAsync(folder, builder =>
    {
        builder.Services.Configure<WorkerOptions>(options => options.InputConverters.RegisterAt<LengthConverter>(0));
        builder.Services.AddSingleton("x");
    }, typeof(Functions), typeof(NeedsAll));

    public static class NeedsAll
    {
        [Function("OfAll")]
        public static string OfAll([HttpTrigger(AuthorizationLevel.Anonymous, Route = "OfAll/{length}")] HttpRequest request, Length length, int? plain) =>
            $"{length.Metres} metres {plain}".TrimEnd();
    }

    public static class Functions
    {
        [Function("OfType")]
        public static string OfType([HttpTrigger(AuthorizationLevel.Anonymous, Route = "OfType/{point}")] HttpRequest request, Point point) => $"{point.X} {point.Y}";

        [Function("AtParameter")]
        public static string AtParameter(
            [HttpTrigger(AuthorizationLevel.Anonymous, Route = "AtParameter/{text}")] HttpRequest request, [InputConverter(typeof(Brackets))] string text) => text;

        [Function("FromRequest")]
        public static string FromRequest([HttpTrigger(AuthorizationLevel.Anonymous, "get")] Caller caller) => caller.Name;

        [Function("ByAttribute")]
        public static string ByAttribute([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, [Made("for")] Gift gift) => gift.Text;

        [Function("Asks")]
        public static Task<string> Asks([OrchestrationTrigger] TaskOrchestrationContext context) => context.CallActivityAsync<string>("Answers", "7-8");

        [Function("Answers")]
        public static string Answers([ActivityTrigger] Point point) => $"{point.X} {point.Y}";
    }

    [InputConverter(typeof(PointConverter))]
    public sealed record Point(int X, int Y);

    [InputConverter(typeof(CallerConverter))]
    public sealed record Caller(string Name);

    public sealed class Length(int metres)
    {
        public int Metres => metres;
    }

    public sealed record Gift(string Text);

    [AttributeUsage(AttributeTargets.Parameter)]
    [InputConverter(typeof(GiftConverter))]
    [ConverterFallbackBehavior(ConverterFallbackBehavior.Disallow)]
    public sealed class MadeAttribute(string word) : InputBindingAttribute
    {
        public string Word => word;
    }

    public sealed class PointConverter : IInputConverter
    {
        public ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
        {
            var parts = ((string)context.Source!).Split('-');
            return ValueTask.FromResult(parts.Length == 2
                ? ConversionResult.Success(new Point(int.Parse(parts[0]), int.Parse(parts[1])))
                : ConversionResult.Failed(new FormatException("secret")));
        }
    }

    public sealed class Brackets : IInputConverter
    {
        public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) => ValueTask.FromResult(ConversionResult.Success($"<{context.Source}>"));
    }

    public sealed class CallerConverter : IInputConverter
    {
        public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) =>
            ValueTask.FromResult(ConversionResult.Success(new Caller(((HttpRequestData)context.Source!).Query["who"]!)));
    }

    [SupportedTargetType(typeof(Length))]
    public sealed class LengthConverter : IInputConverter
    {
        public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) =>
            ValueTask.FromResult(ConversionResult.Success(new Length(int.TryParse(context.Source as string, out var metres) ? metres : 0)));
    }

    public sealed class GiftConverter(string service) : IInputConverter
    {
        public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) => ValueTask.FromResult(
            context.TryGetBindingAttribute<MadeAttribute>(out var made)
                ? ConversionResult.Success(new Gift($"made {((MadeAttribute)made).Word} {service}"))
                : ConversionResult.Unhandled());
    }
}
