using Microsoft.DurableTask.Converters;

namespace Microsoft.DurableTask.Worker;

/// <summary>Options of a worker.</summary>
public class DurableTaskWorkerOptions
{
    // What was said explicitly; only that is handed on to derived options.
    private readonly Dictionary<string, Action<DurableTaskWorkerOptions>> given = new(StringComparer.Ordinal);
    private DataConverter dataConverter = JsonDataConverter.Default;
    private bool enableEntitySupport = true;
    private TimeSpan maximumTimerInterval = TimeSpan.FromDays(3);
    private VersioningOptions? versioning;

    /// <summary>How a worker chooses among versions.</summary>
    public enum VersionMatchStrategy
    {
        /// <summary>Takes every version.</summary>
        None = 0,

        /// <summary>Takes the worker's own version only.</summary>
        Strict = 1,

        /// <summary>Takes the worker's own version and older ones.</summary>
        CurrentOrOlder = 2,
    }

    /// <summary>What a worker does with a version it does not take.</summary>
    public enum VersionFailureStrategy
    {
        /// <summary>Gives the work back; another worker may take it.</summary>
        Reject = 0,

        /// <summary>Fails the orchestration.</summary>
        Fail = 1,
    }

    /// <summary>Turns data into text and back.</summary>
    public DataConverter DataConverter
    {
        get => dataConverter;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            dataConverter = value;
            given[nameof(DataConverter)] = other => other.DataConverter = value;
        }
    }

    /// <summary>Whether entities may be used; ids that begin with '@' then belong to them. True by default.</summary>
    public bool EnableEntitySupport
    {
        get => enableEntitySupport;
        set
        {
            enableEntitySupport = value;
            given[nameof(EnableEntitySupport)] = other => other.EnableEntitySupport = value;
        }
    }

    /// <summary>Longer timers are made of several of this length; three days by default.</summary>
    public TimeSpan MaximumTimerInterval
    {
        get => maximumTimerInterval;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            maximumTimerInterval = value;
            given[nameof(MaximumTimerInterval)] = other => other.MaximumTimerInterval = value;
        }
    }

    /// <summary>How much runs at once.</summary>
    public ConcurrencyOptions Concurrency { get; } = new();

    /// <summary>How versions are matched; null when the worker takes everything.</summary>
    public VersioningOptions? Versioning
    {
        get => versioning;
        set
        {
            versioning = value;
            given[nameof(Versioning)] = other => other.Versioning = value;
        }
    }

    /// <summary>True once <see cref="Versioning"/> was set.</summary>
    public bool IsVersioningSet => given.ContainsKey(nameof(Versioning));

    /// <summary>Decides which orchestrations are taken; null takes all.</summary>
    [Obsolete("Experimental")]
    public IOrchestrationFilter? OrchestrationFilter { get; set; }

    /// <summary>How the worker names its logs.</summary>
    public LoggingOptions Logging { get; } = new();

    internal void ApplyTo(DurableTaskWorkerOptions other)
    {
        foreach (var apply in given.Values)
            apply(other);

        other.Concurrency.CopyFrom(Concurrency);
        other.Logging.UseLegacyCategories = Logging.UseLegacyCategories;
#pragma warning disable CS0618 // The filter is marked experimental for users, not for us.
        other.OrchestrationFilter ??= OrchestrationFilter;
#pragma warning restore CS0618
    }

    /// <summary>How much runs at once; 100 per processor by default.</summary>
    public class ConcurrencyOptions
    {
        private static readonly int PerProcessor = 100 * Environment.ProcessorCount;

        /// <summary>Activities at once.</summary>
        public int MaximumConcurrentActivityWorkItems { get; set; } = PerProcessor;

        /// <summary>Orchestration turns at once.</summary>
        public int MaximumConcurrentOrchestrationWorkItems { get; set; } = PerProcessor;

        /// <summary>Entity batches at once.</summary>
        public int MaximumConcurrentEntityWorkItems { get; set; } = PerProcessor;

        internal void CopyFrom(ConcurrencyOptions other)
        {
            MaximumConcurrentActivityWorkItems = other.MaximumConcurrentActivityWorkItems;
            MaximumConcurrentOrchestrationWorkItems = other.MaximumConcurrentOrchestrationWorkItems;
            MaximumConcurrentEntityWorkItems = other.MaximumConcurrentEntityWorkItems;
        }
    }

    /// <summary>How the worker names its logs.</summary>
    public class LoggingOptions
    {
        /// <summary>Whether older category names are written too; true by default.</summary>
        public bool UseLegacyCategories { get; set; } = true;
    }

    /// <summary>How a worker deals with versions.</summary>
    public class VersioningOptions
    {
        /// <summary>Version of the worker.</summary>
        public string Version { get; set; } = string.Empty;

        /// <summary>Version of sub-orchestrations that name none.</summary>
        public string DefaultVersion { get; set; } = string.Empty;

        /// <summary>Which versions are taken.</summary>
        public VersionMatchStrategy MatchStrategy { get; set; }

        /// <summary>What is done with the others.</summary>
        public VersionFailureStrategy FailureStrategy { get; set; }
    }
}
