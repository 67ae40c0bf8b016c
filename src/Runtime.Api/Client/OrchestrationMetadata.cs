using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Microsoft.DurableTask.Client;

/// <summary>What is known about an instance.</summary>
/// <param name="name">Name of the orchestrator.</param>
/// <param name="instanceId">Id of the instance.</param>
public sealed class OrchestrationMetadata(string name, string instanceId)
{
    /// <summary>Name of the orchestrator.</summary>
    public string Name { get; } = name;

    /// <summary>Id of the instance.</summary>
    public string InstanceId { get; } = instanceId;

    /// <summary>Reads inputs and outputs; null when they were not asked for.</summary>
    public DataConverter? DataConverter { get; init; }

    /// <summary>State of the run.</summary>
    public OrchestrationRuntimeStatus RuntimeStatus { get; init; }

    /// <summary>When the instance was created.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset LastUpdatedAt { get; init; }

    /// <summary>The input as text, if asked for.</summary>
    public string? SerializedInput { get; init; }

    /// <summary>The output as text, if asked for; the bare message of a failed run.</summary>
    public string? SerializedOutput { get; init; }

    /// <summary>The custom status as text, if asked for.</summary>
    public string? SerializedCustomStatus { get; init; }

    /// <summary>Tags of the instance; never null.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Why a failed run failed, if inputs and outputs were asked for.</summary>
    public TaskFailureDetails? FailureDetails { get; init; }

    /// <summary>True while it runs.</summary>
    public bool IsRunning => RuntimeStatus == OrchestrationRuntimeStatus.Running;

    /// <summary>True once it has completed, failed or been terminated.</summary>
    public bool IsCompleted => RuntimeStatus
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    /// <summary>The input, or the default of the type when there was none.</summary>
    /// <exception cref="InvalidOperationException">Inputs and outputs were not asked for. The same holds for the other two.</exception>
    public T? ReadInputAs<T>() => Read<T>(SerializedInput);

    /// <summary>The output, or the default of the type when there is none.</summary>
    public T? ReadOutputAs<T>() => Read<T>(SerializedOutput);

    /// <summary>The custom status, or the default of the type when there is none.</summary>
    public T? ReadCustomStatusAs<T>() => Read<T>(SerializedCustomStatus);

    /// <summary>One line for a log; long data is cut.</summary>
    public override string ToString()
    {
        var line = new StringBuilder($"[Name: '{Name}', Id: '{InstanceId}', Status: {RuntimeStatus}");
        line.Append($", Created: {CreatedAt:s}, Updated: {LastUpdatedAt:s}");
        Append(line, "Input", SerializedInput);
        Append(line, "Output", SerializedOutput);
        Append(line, "CustomStatus", SerializedCustomStatus);
        if (FailureDetails is not null)
            Append(line, "Failure", FailureDetails.ToString());

        return line.Append(']').ToString();
    }

    private static void Append(StringBuilder line, string name, string? data)
    {
        const int ShownCharactersMax = 50;
        if (!string.IsNullOrEmpty(data))
            line.Append($", {name}: '{(data.Length > ShownCharactersMax ? $"{data[..ShownCharactersMax]}..." : data)}'");
    }

    private T? Read<T>(string? data)
    {
        ThrowIfNotFetched();
        return DataConverter.Deserialize<T>(data);
    }

    [MemberNotNull(nameof(DataConverter))]
    private void ThrowIfNotFetched()
    {
        if (DataConverter is null)
        {
            throw new InvalidOperationException(
                "This metadata was fetched without inputs and outputs. Ask for them with getInputsAndOutputs or FetchInputsAndOutputs.");
        }
    }
}
