using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Worker;
using Microsoft.DurableTask.Worker.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Runtime.Api.Tests.Client;

namespace Runtime.Api.Tests;

public sealed class BuilderTests
{
    [Fact]
    public async Task AddClient_SameName_IsOneBuilderAndOneClient()
    {
        var services = new ServiceCollection();
        var first = services.AddDurableTaskClient("a").UseBuildTarget<FakeClient>();
        services.AddDurableTaskClient(builder => builder.UseBuildTarget<FakeClient>().UseDefaultVersion("7"));

        Assert.Same(first, services.AddDurableTaskClient("a"));
        FakeClient named;
        await using (var provider = services.BuildServiceProvider())
        {
            var clients = provider.GetRequiredService<IDurableTaskClientProvider>();
            named = (FakeClient)clients.GetClient("a");
            Assert.Same(named, clients.GetClient("a"));
            Assert.Equal("a", named.Name);
            var direct = (FakeClient)provider.GetRequiredService<DurableTaskClient>();
            Assert.Same(clients.GetClient(), direct);
            Assert.Equal("7", direct.Options!.DefaultVersion);
            Assert.Equal("", named.Options!.DefaultVersion);
            Assert.Throws<ArgumentOutOfRangeException>(() => clients.GetClient("b"));
        }

        Assert.True(named.Disposed);
    }

    [Fact]
    public async Task UseBuildTarget_OwnOptions_GetWhatWasSaidOfTheCommonOnes()
    {
        var converter = new JsonDataConverter();
        var services = new ServiceCollection();
        services.AddDurableTaskClient().Configure(options => options.DataConverter = converter)
            .UseBuildTarget<FakeClient, OwnClientOptions>();
        services.AddDurableTaskWorker().Configure(options => options.Concurrency.MaximumConcurrentActivityWorkItems = 3)
            .UseBuildTarget<OwnWorker, OwnWorkerOptions>();
        await using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptionsMonitor<OwnClientOptions>>().Get("");
        Assert.Same(converter, options.DataConverter);
        Assert.False(options.EnableEntitySupport);
        var workerOptions = provider.GetRequiredService<IOptionsMonitor<OwnWorkerOptions>>().Get("");
        Assert.Equal(3, workerOptions.Concurrency.MaximumConcurrentActivityWorkItems);
    }

    [Fact]
    public async Task AddWorker_Build_GivesItsTasksToTheTarget()
    {
        var services = new ServiceCollection();
        services.AddDurableTaskWorker("a", builder => builder.UseBuildTarget<OwnWorker>()
            .AddTasks(tasks => tasks.AddActivityFunc("Add", (TaskActivityContext _) => 1)));
        services.AddDurableTaskWorker("a").AddTasks(tasks => tasks.AddActivityFunc("Sub", (TaskActivityContext _) => 1));
        services.AddSingleton<IExceptionPropertiesProvider, Properties>();
        await using var provider = services.BuildServiceProvider();

        var worker = Assert.IsType<OwnWorker>(Assert.Single(provider.GetServices<IHostedService>()));
        Assert.Equal("a", worker.TheName);
        Assert.True(worker.TheFactory.TryCreateActivity("add", provider, out _));
        Assert.True(worker.TheFactory.TryCreateActivity("sub", provider, out _));
        Assert.NotNull(worker.TheProvider);
    }

    [Fact]
    public async Task Build_WithoutTarget_SaysSo()
    {
        var services = new ServiceCollection();
        services.AddDurableTaskWorker();
        services.AddDurableTaskClient();
        await using var provider = services.BuildServiceProvider();

        Assert.Throws<InvalidOperationException>(() => provider.GetServices<IHostedService>().ToList());
        Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<IDurableTaskClientProvider>().GetClient());
        foreach (var type in new[] { typeof(string), typeof(DurableTaskWorker) })
            Assert.Throws<ArgumentException>(() => services.AddDurableTaskWorker().UseBuildTarget(type));
    }

    [Fact]
    public void WorkerOptions_Defaults_AreAsDocumented()
    {
        var options = new DurableTaskWorkerOptions();

        Assert.Same(JsonDataConverter.Default, options.DataConverter);
        Assert.True(options.EnableEntitySupport);
        Assert.Equal(TimeSpan.FromDays(3), options.MaximumTimerInterval);
        Assert.Equal(100 * Environment.ProcessorCount, options.Concurrency.MaximumConcurrentOrchestrationWorkItems);
        Assert.False(options.IsVersioningSet);
        options.Versioning = new() { Version = "1" };
        Assert.True(options.IsVersioningSet);
    }

    [Fact]
    public async Task Fact136_UseWorkItemFilters_FromTasks_NamesThem()
    {
        var services = new ServiceCollection();
        services.AddDurableTaskWorker().UseWorkItemFilters().AddTasks(tasks => tasks
            .AddOrchestratorFunc("A", "1", (TaskOrchestrationContext _, int input) => Task.FromResult(input))
            .AddActivityFunc("B", (TaskActivityContext _) => 1));
        await using var provider = services.BuildServiceProvider();

        var filters = provider.GetRequiredService<IOptionsMonitor<DurableTaskWorkerWorkItemFilters>>().Get("");
        Assert.Equal(["1"], Assert.Single(filters.Orchestrations).Versions);
        Assert.Equal("B", Assert.Single(filters.Activities).Name);
        Assert.Empty(filters.Activities[0].Versions);
    }

    private sealed class OwnClientOptions : DurableTaskClientOptions
    {
        public OwnClientOptions() => EnableEntitySupport = false;
    }

    private sealed class OwnWorkerOptions : DurableTaskWorkerOptions;

    private sealed class OwnWorker(string name, IDurableTaskFactory factory) : DurableTaskWorker(name, factory)
    {
        public string TheName => Name;

        public IDurableTaskFactory TheFactory => Factory;

        public IExceptionPropertiesProvider? TheProvider => ExceptionPropertiesProvider;

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }

    private sealed class Properties : IExceptionPropertiesProvider
    {
        public IDictionary<string, object?>? GetExceptionProperties(Exception exception) => null;
    }
}
