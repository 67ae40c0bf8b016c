using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;

namespace Runtime.Api.Tests.DurableTask;

public sealed class RegistryTests
{
    private static readonly IServiceProvider Services = new ServiceCollection().AddTransient<Dependency>().BuildServiceProvider();

    [Fact]
    public async Task AddFunc_EveryShape_RunsAndReturns()
    {
        var seen = new List<object?>();
        var registry = new DurableTaskRegistry()
            .AddOrchestratorFunc<int, int>("1", (_, input) => Task.FromResult(input + 1))
            .AddOrchestratorFunc<int, int>("2", (_, input) => input + 2)
            .AddOrchestratorFunc<int>("3", (_, input) => { seen.Add(input); return Task.CompletedTask; })
            .AddOrchestratorFunc<int>("4", _ => Task.FromResult(4))
            .AddOrchestratorFunc("5", _ => { seen.Add(5); return Task.CompletedTask; })
            .AddOrchestratorFunc<int>("6", (TaskOrchestrationContext _) => 6)
            .AddOrchestratorFunc<int>("7", (_, input) => seen.Add(input))
            .AddOrchestratorFunc("8", _ => seen.Add(8));
        var results = new List<object?>();
        foreach (var (_, factory) in registry.GetOrchestrators())
            results.Add(await factory(Services).RunAsync(new FakeContext(), 40));

        Assert.Equal([41, 42, null, 4, null, 6, null, null], results);
        Assert.Equal([40, 5, 40, 8], seen);
    }

    [Fact]
    public void Fact020_TryCreate_OtherCase_Finds()
    {
        var factory = new DurableTaskRegistry().AddActivityFunc("Add", (TaskActivityContext _) => 1).BuildFactory();

        Assert.True(factory.TryCreateActivity("ADD", Services, out var activity));
        Assert.Equal(typeof(int), activity.OutputType);
        Assert.False(factory.TryCreateActivity("Sub", Services, out _));
        Assert.False(factory.TryCreateOrchestrator("Add", Services, out _));
    }

    [Fact]
    public void Fact085_TryCreate_Versions_FallBackOnlyToANameWithoutVersions()
    {
        var factory = new DurableTaskRegistry()
            .AddOrchestrator("Plain", () => new Own())
            .AddOrchestrator("Both", () => new Own())
            .AddOrchestrator("Both", "1", () => new Own())
            .BuildFactory();

        Assert.True(factory.TryCreateOrchestrator("Plain", "7", Services, out _));
        Assert.True(factory.TryCreateOrchestrator("Both", "1", Services, out _));
        Assert.True(factory.TryCreateOrchestrator("Both", "", Services, out _));
        Assert.False(factory.TryCreateOrchestrator("Both", "7", Services, out _));
    }

    [Fact]
    public void Fact138_AddClass_NameAndVersion_ComeFromAttributeOrClass()
    {
        var registry = new DurableTaskRegistry().AddOrchestrator<Own>().AddOrchestrator<Named>();

        Assert.Equal(["Own", "other"], registry.GetOrchestrators().Select(task => task.Key.Name));
        Assert.True(registry.BuildFactory().TryCreateOrchestrator("OTHER", "2", Services, out var task));
        Assert.IsType<Named>(task);
    }

    [Fact]
    public void Fact137_AddClass_EachExecution_GetsItsOwnInstance()
    {
        var factory = new DurableTaskRegistry().AddActivity<WithDependency>().BuildFactory();
        factory.TryCreateActivity(nameof(WithDependency), Services, out var first);
        factory.TryCreateActivity(nameof(WithDependency), Services, out var second);

        Assert.NotSame(first, second);
        Assert.NotSame(((WithDependency)first!).Dependency, ((WithDependency)second!).Dependency);
    }

    [Fact]
    public void Fact139_Add_SameNameAndVersion_Throws()
    {
        var registry = new DurableTaskRegistry().AddOrchestrator("A", "1", () => new Own());

        registry.AddOrchestrator("A", "2", () => new Own());
        Assert.Throws<ArgumentException>(() => registry.AddOrchestrator("a", "1", () => new Own()));
        Assert.Throws<ArgumentException>(() => registry.AddOrchestrator("", () => new Own()));
        foreach (var type in new[] { typeof(string), typeof(TaskOrchestrator<int, int>), typeof(TaskOrchestrator<,>) })
            Assert.Throws<ArgumentException>(() => registry.AddOrchestrator("B", type));
    }

    [Fact]
    public void BuildFactory_LaterRegistration_DoesNotChangeIt()
    {
        var registry = new DurableTaskRegistry().AddOrchestrator<Own>();
        var factory = registry.BuildFactory();
        registry.AddOrchestrator<Named>();

        Assert.False(factory.TryCreateOrchestrator("other", "2", Services, out _));
    }

    [Fact]
    public async Task RunAsync_InputOfAnotherType_Throws()
    {
        ITaskOrchestrator task = new Own();

        Assert.Equal(0, await task.RunAsync(new FakeContext(), null));
        await Assert.ThrowsAsync<ArgumentException>(() => task.RunAsync(new FakeContext(), "text"));
    }

    private sealed class Own : TaskOrchestrator<int, int>
    {
        public override Task<int> RunAsync(TaskOrchestrationContext context, int input) => Task.FromResult(input);
    }

    [DurableTask("other", Version = "2")]
    private sealed class Named : TaskOrchestrator<int, int>
    {
        public override Task<int> RunAsync(TaskOrchestrationContext context, int input) => Task.FromResult(input);
    }

    private sealed class Dependency;

    private sealed class WithDependency(Dependency dependency) : TaskActivity<int, int>
    {
        public Dependency Dependency => dependency;

        public override Task<int> RunAsync(TaskActivityContext context, int input) => Task.FromResult(input);
    }
}
