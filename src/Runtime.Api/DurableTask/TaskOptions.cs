using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DurableTask;

/// <summary>Options of one call from an orchestrator: retries, tags, version.</summary>
public record TaskOptions
{
    /// <summary>Options with retries only.</summary>
    public TaskOptions(TaskRetryOptions? retry)
        : this(retry, null)
    {
    }

    /// <summary>Options with retries and tags.</summary>
    [SuppressMessage("ApiDesign", "RS0026", Justification = "The signature is given.")]
    public TaskOptions(TaskRetryOptions? retry = null, IDictionary<string, string>? tags = null)
    {
        Retry = retry;
        Tags = tags;
    }

    /// <summary>A copy of other options.</summary>
    public TaskOptions(TaskOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Retry = options.Retry;
        Tags = options.Tags;
        Version = options.Version;
    }

    /// <summary>How a failed call is retried; not at all when null.</summary>
    public TaskRetryOptions? Retry { get; init; }

    /// <summary>Tags kept with the call, or null.</summary>
    public IDictionary<string, string>? Tags { get; init; }

    /// <summary>The version asked for; null leaves the choice to the runtime.</summary>
    public TaskVersion? Version { get; init; }

    /// <summary>Options that retry by a policy.</summary>
    public static TaskOptions FromRetryPolicy(RetryPolicy policy) => new(TaskRetryOptions.FromRetryPolicy(policy));

    /// <summary>Options that retry by a handler.</summary>
    public static TaskOptions FromRetryHandler(AsyncRetryHandler handler) => new(TaskRetryOptions.FromRetryHandler(handler));

    /// <summary>Options that retry by a handler.</summary>
    public static TaskOptions FromRetryHandler(RetryHandler handler) => new(TaskRetryOptions.FromRetryHandler(handler));

    /// <summary>These options for a sub-orchestration with a chosen instance id.</summary>
    public SubOrchestrationOptions WithInstanceId(string instanceId) => new(this, instanceId);

    /// <summary>Options given where the input belongs are a mistake that would otherwise be serialised in silence.</summary>
    /// <exception cref="ArgumentException">The input is a <see cref="TaskOptions"/>.</exception>
    internal static void ThrowIfGivenAsInput(object? input)
    {
        if (input is TaskOptions)
        {
            throw new ArgumentException(
                $"A {nameof(TaskOptions)} was given as the input. Pass it by name: options: ...", nameof(input));
        }
    }
}
