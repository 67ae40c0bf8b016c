using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Workflows.Contracts.Tools;
using Workflows.Tools;

namespace Workflows.Functions.Tools;

/// <summary>
/// The workflows as tools: start one, look, wait for its result, send it an event. A start takes its id from the call's key, so that a repetition
/// finds the run it started before.
/// </summary>
/// <param name="services">Has the client; it is asked for at the first call, because the host is made after its tools.</param>
public sealed class WorkflowTools(IServiceProvider services) : IToolSource
{
    private const int WaitSecondsMax = 600;
    private IReadOnlyList<ITool>? tools;

    /// <inheritdoc/>
    public string Name => "workflows";

    private DurableTaskClient Client => services.GetRequiredService<DurableTaskClient>();

    /// <inheritdoc/>
    public bool MayHave(string tool) => tool.StartsWith("workflow_", StringComparison.Ordinal);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ITool>> ToolsAsync(CancellationToken cancellationToken) => Task.FromResult(tools ??= Make());

    private IReadOnlyList<ITool> Make() =>
    [
        Tool.Create<StartArguments>("workflow_start", $"Starts a workflow and gives the id of its run. {Known()}", ToolEffect.Write, StartAsync, Ours),
        Tool.Create<RunArguments>("workflow_status", "How a run is: its state, its progress, and its result when it has one.", ToolEffect.ReadOnly,
            (arguments, _, token) => StatusAsync(arguments.Id, token), Ours),
        Tool.Create<WaitArguments>("workflow_result", "Waits for a run to end and gives its result.", ToolEffect.ReadOnly, ResultAsync,
            static tool => Ours(tool) with { Timeout = TimeSpan.FromSeconds(WaitSecondsMax + 30), OutputBytesMax = 1024 * 1024 }),
        Tool.Create<EventArguments>("workflow_raise_event", "Sends an event to a run that waits for it.", ToolEffect.Write, RaiseAsync, Ours),
    ];

    private static ToolDescriptor Ours(ToolDescriptor tool) => tool with { Source = "workflows", OpenWorld = true };

    private static string Known() => string.Join(" ", WorkflowCatalog.All.Select(workflow => $"{workflow.Name}: {workflow.Description}"));

    private async Task<ToolResult> StartAsync(StartArguments arguments, ToolRequest request, CancellationToken cancellationToken)
    {
        if (WorkflowCatalog.Find(arguments.Workflow) is not { } workflow)
            throw new ToolException(ToolErrorKind.InvalidArguments, $"There is no workflow '{arguments.Workflow}'. {Known()}");
        var id = "tool-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(request.IdempotencyKey)))[..24];
        if (await Client.GetInstanceAsync(id, cancellationToken) is null)
            await Client.ScheduleNewOrchestrationInstanceAsync(workflow.Name, Input(workflow, arguments.Input), new(id), cancellationToken);
        return ToolResult.Json(new { Id = id, Workflow = workflow.Name });
    }

    private static object? Input(WorkflowInfo workflow, JsonElement? input)
    {
        try
        {
            var json = input is { ValueKind: JsonValueKind.Object } given ? given.GetRawText() : "{}";
            var (read, lacking) = WorkflowInput.Read(workflow, Encoding.UTF8.GetBytes(json));
            return lacking is null ? read : throw new ToolException(ToolErrorKind.InvalidArguments, lacking);
        }
        catch (JsonException error)
        {
            throw new ToolException(ToolErrorKind.InvalidArguments, $"The input is not that of {workflow.Name}: {error.Message}", error);
        }
    }

    private async Task<ToolResult> StatusAsync(string id, CancellationToken cancellationToken) =>
        Describe(await Client.GetInstanceAsync(id, getInputsAndOutputs: true, cancellationToken) ?? throw NoRun(id));

    private async Task<ToolResult> ResultAsync(WaitArguments arguments, ToolRequest request, CancellationToken cancellationToken)
    {
        if (await Client.GetInstanceAsync(arguments.Id, cancellationToken) is null)
            throw NoRun(arguments.Id);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(Math.Clamp(arguments.WaitSeconds, 1, WaitSecondsMax)));
        try
        {
            return Describe(await Client.WaitForInstanceCompletionAsync(arguments.Id, getInputsAndOutputs: true, limit.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await StatusAsync(arguments.Id, cancellationToken);
        }
    }

    private async Task<ToolResult> RaiseAsync(EventArguments arguments, ToolRequest request, CancellationToken cancellationToken)
    {
        if (await Client.GetInstanceAsync(arguments.Id, cancellationToken) is null)
            throw NoRun(arguments.Id);
        await Client.RaiseEventAsync(arguments.Id, arguments.Event, arguments.Payload, cancellationToken);
        return ToolResult.Json(new { arguments.Id, Sent = arguments.Event });
    }

    private static ToolResult Describe(OrchestrationMetadata run) => ToolResult.Json(new
    {
        Id = run.InstanceId,
        Workflow = run.Name,
        Status = run.RuntimeStatus,
        Progress = Parse(run.SerializedCustomStatus),
        Result = Parse(run.SerializedOutput),
        Failure = run.FailureDetails?.ErrorMessage,
    });

    private static JsonElement? Parse(string? json) => json is null ? null : JsonSerializer.Deserialize<JsonElement>(json);

    private static ToolException NoRun(string id) => new(ToolErrorKind.InvalidArguments, $"There is no run '{id}'.");

    private sealed record StartArguments(string Workflow, JsonElement? Input = null);

    private sealed record RunArguments(string Id);

    private sealed record WaitArguments(string Id, int WaitSeconds = 60);

    private sealed record EventArguments(string Id, string Event, JsonElement? Payload = null);
}
