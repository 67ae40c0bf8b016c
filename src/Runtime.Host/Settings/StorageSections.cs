using System.Globalization;
using Runtime.Host.Blobs;
using Runtime.Host.Queues;
using Workflows.Storage;

namespace Runtime.Host.Settings;

/// <summary>Reads the sections of host.json about queues and blobs.</summary>
internal static class StorageSections
{
    private const string Queue = "extensions:queues:";
    private const string Blob = "extensions:blobs:";

    private static readonly TimeSpan VisibilityMax = TimeSpan.FromDays(7);       // Azure Storage's own limit

    public static IReadOnlyList<string> Keys { get; } =
    [
        Queue + "batchSize", Queue + "newBatchThreshold", Queue + "maxPollingInterval", Queue + "visibilityTimeout",
        Queue + "maxDequeueCount", Queue + "messageEncoding", Blob + "maxDegreeOfParallelism", Blob + "poisonBlobThreshold",
    ];

    public static QueueSettings ReadQueues(IReadOnlyDictionary<string, string?> values, List<string> errors)
    {
        var defaults = new QueueSettings();
        return defaults with
        {
            BatchSize = Whole(values, Queue + "batchSize", 1, 32, errors) ?? defaults.BatchSize,
            NewBatchThreshold = Whole(values, Queue + "newBatchThreshold", 0, 1_000, errors),
            MaxPollingInterval = Span(values, Queue + "maxPollingInterval", QueuePolling.Shortest, TimeSpan.FromDays(1), errors) ?? defaults.MaxPollingInterval,
            VisibilityTimeout = Span(values, Queue + "visibilityTimeout", TimeSpan.Zero, VisibilityMax, errors) ?? defaults.VisibilityTimeout,
            MaxDequeueCount = Whole(values, Queue + "maxDequeueCount", 1, 1_000, errors) ?? defaults.MaxDequeueCount,
            Encoding = ReadEncoding(values, errors),
        };
    }

    public static BlobSettings ReadBlobs(IReadOnlyDictionary<string, string?> values, List<string> errors)
    {
        var defaults = new BlobSettings();
        return new BlobSettings
        {
            MaxDegreeOfParallelism = Whole(values, Blob + "maxDegreeOfParallelism", 1, 1_000, errors) ?? defaults.MaxDegreeOfParallelism,
            PoisonBlobThreshold = Whole(values, Blob + "poisonBlobThreshold", 1, 1_000, errors) ?? defaults.PoisonBlobThreshold,
        };
    }

    private static QueueEncoding ReadEncoding(IReadOnlyDictionary<string, string?> values, List<string> errors)
    {
        var text = values.GetValueOrDefault(Queue + "messageEncoding") ?? "base64";
        if (text.Equals("base64", StringComparison.OrdinalIgnoreCase))
            return QueueEncoding.Base64;
        if (!text.Equals("none", StringComparison.OrdinalIgnoreCase))
            errors.Add($"{Dotted(Queue)}messageEncoding is '{text}'; use \"base64\" or \"none\".");
        return QueueEncoding.None;
    }

    private static int? Whole(IReadOnlyDictionary<string, string?> values, string key, int least, int most, List<string> errors)
    {
        if (values.GetValueOrDefault(key) is not { } text)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        errors.Add($"{Dotted(key)} is '{text}'; it must be a whole number from {least} to {most}.");
        return null;
    }

    private static TimeSpan? Span(IReadOnlyDictionary<string, string?> values, string key, TimeSpan least, TimeSpan most, List<string> errors)
    {
        if (values.GetValueOrDefault(key) is not { } text)
            return null;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= least && span <= most)
            return span;
        errors.Add($"{Dotted(key)} is '{text}'; it must be a time span from {least} to {most}, such as \"00:00:30\".");
        return null;
    }

    private static string Dotted(string key) => key.Replace(':', '.');
}
