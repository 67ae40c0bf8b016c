using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Runtime.Api.Tests.Functions;

public sealed class WorkerTests
{
    private readonly FakeFunction function = new();

    [Fact]
    public async Task ReadFromJson_OtherCaseAndEmpty_AreRead()
    {
        Assert.Equal(5, (await new FakeRequest(function, "http://a/", """{"COUNT":5}""").ReadFromJsonAsync<Item>())!.Count);
        Assert.Null(await new FakeRequest(function, "http://a/").ReadFromJsonAsync<Item>());
        Assert.Equal("ü", await new FakeRequest(function, "http://a/", "ü").ReadAsStringAsync());
        Assert.Equal("1", new FakeRequest(function, "http://a/?x=1").Query["X"]);
        await Assert.ThrowsAsync<JsonException>(() => new FakeRequest(function, "http://a/", "{").ReadFromJsonAsync<Item>().AsTask());
    }

    [Fact]
    public async Task WriteAsJson_WorkerSerializer_IsUsed()
    {
        function.InstanceServices = new ServiceCollection().Configure<WorkerOptions>(options =>
            options.Serializer = new JsonObjectSerializer(new JsonSerializerOptions(JsonSerializerDefaults.Web))).BuildServiceProvider();
        var response = new FakeRequest(function, "http://a/").CreateResponse(HttpStatusCode.Created);
        await response.WriteStringAsync("");
        await response.WriteAsJsonAsync(new Item(5));

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        Assert.Equal("""{"count":5}""", Encoding.UTF8.GetString(((MemoryStream)response.Body).ToArray()));
        Assert.Equal("application/json; charset=utf-8", response.Headers.GetValues("content-type").Single());
    }

    [Fact]
    public async Task Middleware_InOrder_WrapsTheCall()
    {
        var builder = new Builder();
        builder.UseMiddleware<Named>()
            .UseWhen(_ => false, (_, _) => throw new NotSupportedException())
            .UseMiddleware(async (context, next) =>
            {
                context.Items["order"] += "b";
                await next();
                context.Items["order"] += "b";
            });
        function.InstanceServices = builder.Services.BuildServiceProvider();
        function.Items["order"] = "";
        await builder.Build(context =>
        {
            context.Items["order"] += "!";
            return Task.CompletedTask;
        })(function);

        Assert.Equal("ab!ba", function.Items["order"]);
    }

    [Fact]
    public async Task Bindings_ResultAndInputs_AreSeenAndReplaced()
    {
        Assert.Throws<InvalidOperationException>(() => function.GetInvocationResult());
        Assert.Null(function.GetHttpResponseData());
        var bindings = new Bindings { InvocationResult = "old" };
        function.Features.Set<IFunctionBindingsFeature>(bindings);
        bindings.Outputs["queue"] = "message";

        function.GetInvocationResult<string>().Value = "new";
        Assert.Equal("new", function.GetInvocationResult().Value);
        Assert.Throws<InvalidOperationException>(() => function.GetInvocationResult<int>());
        Assert.Equal("queue", Assert.Single(function.GetOutputBindings<string>()).Name);
        var input = await function.BindInputAsync<int>(new Metadata());
        input.Value++;
        Assert.Equal(42, bindings.Input);
        bindings.InvocationResult = new FakeResponse(function);
        Assert.Same(bindings.InvocationResult, function.GetHttpResponseData());
    }

    [Fact]
    public void Attributes_Values_AreKept()
    {
        var http = new HttpTriggerAttribute("get", "post") { Route = "a/{id}" };
        Assert.Equal((AuthorizationLevel.Function, "a/{id}"), (http.AuthLevel, http.Route));
        Assert.Equal(["get", "post"], http.Methods!);
        Assert.Null(new HttpTriggerAttribute(AuthorizationLevel.Anonymous).Methods);
        Assert.True(new TimerTriggerAttribute("0 0 * * * *").UseMonitor);
        Assert.Equal(3, new FixedDelayRetryAttribute(3, "00:00:05").MaxRetryCount);
    }

    [Fact]
    public void Converters_Order_IsKept()
    {
        var options = new WorkerOptions();
        options.InputConverters.Register<ConverterA>();
        options.InputConverters.RegisterAt<ConverterB>(0);

        Assert.Equal([typeof(ConverterB), typeof(ConverterA)], options.InputConverters);
        Assert.Equal(ConversionStatus.Unhandled, ConversionResult.Unhandled().Status);
    }

    [Fact]
    public void FunctionMetadata_Id_FollowsFromTheName()
    {
        var metadata = new DefaultFunctionMetadata { Name = "A", EntryPoint = "N.C.M", ScriptFile = "a.dll" };
        var again = new DefaultFunctionMetadata { Name = "A", EntryPoint = "N.C.M", ScriptFile = "a.dll" };

        Assert.Equal(metadata.FunctionId, again.FunctionId);
        Assert.Null(new DefaultFunctionMetadata().FunctionId);
        Assert.Equal(RetryStrategy.FixedDelay, new DefaultRetryOptions { DelayInterval = TimeSpan.Zero }.Strategy);
    }

    private sealed record Item(int Count);

    private sealed class Named : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            context.Items["order"] += "a";
            await next(context);
            context.Items["order"] += "a";
        }
    }

    private sealed class Builder : IFunctionsWorkerApplicationBuilder
    {
        private readonly List<Func<FunctionExecutionDelegate, FunctionExecutionDelegate>> parts = [];

        public IServiceCollection Services { get; } = new ServiceCollection();

        public IFunctionsWorkerApplicationBuilder Use(Func<FunctionExecutionDelegate, FunctionExecutionDelegate> middleware)
        {
            parts.Add(middleware);
            return this;
        }

        public FunctionExecutionDelegate Build(FunctionExecutionDelegate last) =>
            Enumerable.Reverse(parts).Aggregate(last, (next, part) => part(next));
    }

    private sealed class Metadata : BindingMetadata
    {
        public override string Name => "n";

        public override string Type => "t";

        public override BindingDirection Direction => BindingDirection.In;
    }

    private sealed class Bindings : IFunctionBindingsFeature
    {
        public object? InvocationResult { get; set; }

        public object? Input { get; private set; } = 41;

        public IDictionary<string, object?> Outputs { get; } = new Dictionary<string, object?>();

        public ValueTask<object?> GetInputAsync(BindingMetadata binding) => ValueTask.FromResult(Input);

        public void SetInput(BindingMetadata binding, object? value) => Input = value;
    }

    private sealed class ConverterA : IInputConverter
    {
        public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) => ValueTask.FromResult(ConversionResult.Unhandled());
    }

    private sealed class ConverterB : IInputConverter
    {
        public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) => ValueTask.FromResult(ConversionResult.Unhandled());
    }
}
