using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Tests.Support;

/// <summary>The tools as the app has them, on a folder of their own.</summary>
internal sealed class ToolBench : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private int calls;

    private ToolBench(string folder, bool ownsFolder, ServiceProvider services)
    {
        Folder = folder;
        OwnsFolder = ownsFolder;
        this.services = services;
    }

    public string Folder { get; }

    /// <summary>Whether the folder goes with the bench.</summary>
    public bool OwnsFolder { get; set; }

    /// <summary>Where file tools may work.</summary>
    public string Files => Path.Combine(Folder, "files");

    public IToolRegistry Registry => services.GetRequiredService<IToolRegistry>();

    public IToolApprovals Approvals => services.GetRequiredService<IToolApprovals>();

    public IServiceProvider Services => services;

    public static ToolBench Create(IReadOnlyDictionary<string, string?>? settings = null, string? folder = null, TimeProvider? clock = null, params ITool[] own)
    {
        var root = folder ?? Path.Combine(Path.GetTempPath(), "tools-" + Guid.NewGuid().ToString("N"));
        var files = Directory.CreateDirectory(Path.Combine(root, "files")).FullName;
        var values = new Dictionary<string, string?> { ["Tools:DataFolder"] = Path.Combine(root, "data"), ["Tools:Roots:0"] = files };
        foreach (var (name, value) in settings ?? new Dictionary<string, string?>())
            values[name] = value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IConfiguration>(configuration);
        if (clock is not null)
            services.AddSingleton(clock);
        foreach (var tool in own)
            services.AddSingleton(tool);
        services.AddTools(configuration);
        return new ToolBench(root, folder is null, services.BuildServiceProvider());
    }

    /// <summary>Calls a tool as one agent of one run, each call with a key of its own.</summary>
    public Task<ToolOutcome> CallAsync(string tool, object arguments, string run = "run-1", string? token = null, string? key = null) =>
        Registry.InvokeAsync(
            new ToolCall(run, "agent", $"call-{Interlocked.Increment(ref calls)}", tool, arguments as string ?? JsonSerializer.Serialize(arguments, ToolJson.Options))
            {
                ApprovalToken = token,
            },
            key ?? $"{Guid.NewGuid():N}",
            CancellationToken.None);

    /// <summary>Calls a tool that needs approval, with the approval.</summary>
    public async Task<ToolOutcome> CallApprovedAsync(string tool, object arguments, string run = "run-1")
    {
        var asked = await CallAsync(tool, arguments, run);
        return asked.Approval is { } approval ? await CallAsync(tool, arguments, run, Approvals.Issue(approval.Hash, "tester")) : asked;
    }

    public string Write(string path, string text)
    {
        var full = Path.Combine(Files, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (OwnsFolder)
            Directory.Delete(Folder, recursive: true);
    }
}
