using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Models.TestServer;
using Workflows.Activities.Models;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Tests.Models;

/// <summary>
/// The models as an application registers them, with one model named <c>m</c> that is the default, time by hand and every log line
/// kept.
/// </summary>
internal sealed class TestModels : IAsyncDisposable
{
    public const string Key = "sk-test-QX7aa81hsNEVERSHOWME";

    private readonly ServiceProvider services;
    private readonly KeptLog log = new();

    public TestModels(IEnumerable<KeyValuePair<string, string?>> settings, Action<IServiceCollection>? more = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Models:LedgerFolder", Folder)])
            .AddInMemoryCollection(settings).Build();
        var collection = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time)
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log))
            .AddModels(configuration);
        more?.Invoke(collection);
        services = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public ManualClock Time { get; } = new();

    /// <summary>Where the cost ledger is.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("models-test-").FullName;

    public ModelGateway Gateway => services.GetRequiredService<ModelGateway>();

    public IEnumerable<string> LogLines => log.Lines;

    public ServiceProvider Services => services;

    public static TestModels At(ModelServer server, string provider, params (string Name, string Value)[] more) =>
        new(Settings(provider, server.Address, more));

    public static Dictionary<string, string?> Settings(string provider, string address, params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["TEST_KEY"] = Key,
            ["Models:Default"] = "m",
            ["Models:Named:m:Provider"] = provider,
            ["Models:Named:m:Model"] = "test-model",
            ["Models:Named:m:Endpoint"] = provider is "openai" or "openai-compatible" ? address + "/v1" : address,
            ["Models:Named:m:ApiKeySetting"] = "TEST_KEY",
            ["Models:Named:m:InputPricePerMillion"] = "2.5",
            ["Models:Named:m:OutputPricePerMillion"] = "10",
        };
        foreach (var (name, value) in more)
            settings[name.Contains(':', StringComparison.Ordinal) ? name : "Models:Named:m:" + name] = value;
        return settings;
    }

    public Task<ModelOutcome> AskAsync(string text = "What is in these files?") => AskAsync(new ModelCall("Be brief.", text));

    public Task<ModelOutcome> AskAsync(ModelCall call, CancellationToken cancellationToken = default) =>
        Gateway.AskAsync(call, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private sealed class KeptLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception) + exception);

        public void Dispose()
        {
        }
    }
}
