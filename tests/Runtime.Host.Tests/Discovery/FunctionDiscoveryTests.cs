using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Discovery;
using Workflows.Runtime;

namespace Runtime.Host.Tests.Discovery;

public sealed class FunctionDiscoveryTests
{
    [Fact]
    public void Discover_GoodFunctions_FindsEachWithItsTrigger()
    {
        var catalog = Discover(typeof(Good));

        Assert.Equal(["Act", "Orchestrate", "Start", "Timed"], catalog.Functions.Select(f => f.Name).Order(StringComparer.Ordinal));
        Assert.True(catalog.HasOrchestrator("orchestrate"));
        var http = Assert.IsType<HttpFunctionTrigger>(Assert.Single(catalog.With<HttpFunctionTrigger>()).Trigger);
        Assert.Equal("items/{id:int}", http.Route);
        Assert.Equal(["POST"], http.Methods);
        Assert.Equal(AuthorizationLevel.Anonymous, http.Level);
        Assert.IsType<IdleFunctionTrigger>(catalog.Functions.Single(f => f.Name == "Timed").Trigger);
    }

    [Fact]
    public void Discover_ManyErrors_ReportsAllTogether()
    {
        var error = Assert.Throws<FunctionDiscoveryException>(() => Discover(typeof(Bad), typeof(BadInstance)));

        var expected = new[]
        {
            "'Same' is used 2 times", "no parameter has a trigger attribute", "has 2 triggers (a, b)",
            "nothing can be bound to the parameter 'list'",
            "'async void' cannot be awaited", "of an orchestrator must be a TaskOrchestrationContext",
            "the method and its class must be public", "a function name starts with a letter",
            "the route 'a/{b' cannot be parsed", "both answer GET on the route 'twice'", "neither the method nor its class may be generic",
            "the class needs exactly one public constructor", "nothing can be bound to the parameter 'second'",
        };
        Assert.All(expected, text => Assert.Contains(error.Errors, line => line.Contains(text, StringComparison.Ordinal)));
        Assert.All(error.Errors, line => Assert.Contains(line, error.Message));
        Assert.Equal(expected.Length, error.Errors.Count);
    }

    [Fact]
    public void Discover_WhatFunctionsReferTo_IsCheckedAndReportedTogether()
    {
        var error = Assert.Throws<FunctionDiscoveryException>(() => Discover(typeof(Dangling)));

        var expected = new[]
        {
            "the constraint 'nosuch' of 'a' in the route 'x/{a:nosuch}' is wrong: there is no such constraint", "the constraint 'min(y)' of 'b'",
            "'FETCH ME' is no HTTP method", "There is no connection 'Nope'", "'Cont' is no container's name", "'Q' is no queue's name",
        };
        Assert.All(expected, text => Assert.Contains(error.Errors, line => line.Contains(text, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, error.Errors.Count);
    }

    [Fact]
    public void Discover_ConstraintOfTheApp_IsKnown()
    {
        var services = new ServiceCollection();
        services.Configure<RouteOptions>(routes => routes.SetParameterPolicy<IntRouteConstraint>("nosuch"));
        var rules = DiscoveryRules.None with { Constraints = RouteConstraints.Of(services) };

        var error = Assert.Throws<FunctionDiscoveryException>(() => FunctionDiscovery.Discover(FunctionScanner.Methods([typeof(Dangling)]), rules));

        Assert.DoesNotContain(error.Errors, line => line.Contains("nosuch", StringComparison.Ordinal));
    }

    [Fact]
    public void Reachable_FromThisAssembly_FindsOnlyAssembliesThatUseTheApi()
    {
        var names = FunctionScanner.Reachable(
            [typeof(FunctionDiscoveryTests).Assembly]).Select(assembly => assembly.GetName().Name).ToList();

        Assert.Contains("Runtime.Host.Tests", names);
        Assert.DoesNotContain("Runtime.Host", names);
        Assert.DoesNotContain(names, name => name!.StartsWith("xunit", StringComparison.Ordinal));
    }

    private static FunctionCatalog Discover(params Type[] types) => FunctionDiscovery.Discover(FunctionScanner.Methods(types));

    [AttributeUsage(AttributeTargets.Parameter)]
    public sealed class TickTriggerAttribute : Microsoft.Azure.Functions.Worker.Extensions.Abstractions.TriggerBindingAttribute;

    public static class Good
    {
        [Function("Start")]
        public static string Start(
            [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "items/{id:int}")] HttpRequest request, int id,
            [DurableClient] DurableTaskClient client, FunctionContext context, string? filter, CancellationToken cancellation) => "";

        [Function("Orchestrate")]
        public static Task<int> Orchestrate([OrchestrationTrigger] TaskOrchestrationContext context, int input) => Task.FromResult(input);

        [Function("Act")]
        public static int Act([ActivityTrigger] int input, TaskActivityContext activity, string instanceId) => input;

        [Function("Timed")]
        public static void Timed([TickTrigger] string timer)
        {
        }
    }

    public static class Bad
    {
        [Function("Same")]
        public static string Same([ActivityTrigger] string input) => input;

        [Function("same")]
        public static string SameAgain([ActivityTrigger] string input) => input;

        [Function("NoTrigger")]
        public static string NoTrigger(string input) => input;

        [Function("TwoTriggers")]
        public static string TwoTriggers([ActivityTrigger] string a, [HttpTrigger] HttpRequest b) => a;

        [Function("Unbindable")]
        public static string Unbindable([HttpTrigger] HttpRequest request, List<string> list) => "";

        [Function("AsyncVoid")]
#pragma warning disable VSTHRD100, MA0155 // the mistake under test
        public static async void AsyncVoid([ActivityTrigger] string input) => await Task.Yield();
#pragma warning restore VSTHRD100, MA0155

        [Function("WrongContext")]
        public static string WrongContext([OrchestrationTrigger] string context) => context;

        [Function("TwoInputs")]
        public static string TwoInputs([OrchestrationTrigger] TaskOrchestrationContext context, string first, string second) => first;

        [Function("BadRoute")]
        public static string BadRoute([HttpTrigger(Route = "a/{b")] HttpRequest request) => "";

        [Function("Twice1")]
        public static string Twice1([HttpTrigger("get", Route = "twice")] HttpRequest request) => "";

        [Function("Twice2")]
        public static string Twice2([HttpTrigger("get", "post", Route = "/twice")] HttpRequest request) => "";

        [Function("Generic")]
        public static T Generic<T>([ActivityTrigger] T input) => input;

        [Function("1name")]
        public static string BadName([ActivityTrigger] string input) => input;

        [Function("Hidden")]
        internal static string Hidden([ActivityTrigger] string input) => input;
    }

    public static class Dangling
    {
        [Function("Unknown")]
        public static string Unknown([HttpTrigger(Route = "x/{a:nosuch}")] HttpRequest request) => "";

        [Function("BadArgument")]
        public static string BadArgument([HttpTrigger(Route = "y/{b:min(y)}/{c:regex(^a+$)}/{d:int:range(1,3)?}")] HttpRequest request) => "";

        [Function("BadMethod")]
        public static string BadMethod([HttpTrigger("fetch me")] HttpRequest request) => "";

        [Function("NoConnection")]
        public static void NoConnection([QueueTrigger("orders", Connection = "Nope")] string text) => _ = text;

        [Function("BadContainer"), BlobOutput("Cont/{id}.txt")]
        public static string BadContainer([QueueTrigger("orders")] string text) => text;

        [Function("BadQueue"), QueueOutput("Q")]
        public static string BadQueue([QueueTrigger("orders")] string text) => text;
    }

    public sealed class BadInstance
    {
        public BadInstance()
        {
        }

        public BadInstance(string text) => Text = text;

        public string? Text { get; }

        [Function("Instance")]
        public string Instance([ActivityTrigger] string input) => input;
    }
}
