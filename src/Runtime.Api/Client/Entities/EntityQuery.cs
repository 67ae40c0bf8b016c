namespace Microsoft.DurableTask.Client.Entities;

/// <summary>Which entities to list.</summary>
public record EntityQuery
{
    /// <summary>Entities per page when nothing is said.</summary>
    public const int DefaultPageSize = 100;

    private readonly string? instanceIdStartsWith;

    /// <summary>Ids that begin so: <c>@name</c>, <c>@name@</c> or <c>@name@keyprefix</c>; the name part is taken in lower case.</summary>
    public string? InstanceIdStartsWith
    {
        get => instanceIdStartsWith;
        init => instanceIdStartsWith = Normalize(value);
    }

    /// <summary>Changed at this time or later.</summary>
    public DateTimeOffset? LastModifiedFrom { get; init; }

    /// <summary>Changed at this time or earlier.</summary>
    public DateTimeOffset? LastModifiedTo { get; init; }

    /// <summary>Whether states come along; true by default.</summary>
    public bool IncludeState { get; init; } = true;

    /// <summary>Whether entities without a state are listed.</summary>
    public bool IncludeTransient { get; init; }

    /// <summary>Entities per page asked for; a hint.</summary>
    public int? PageSize { get; init; }

    /// <summary>Where to begin; at the start when null.</summary>
    public string? ContinuationToken { get; init; }

    // Entity names are stored in lower case, keys as they are, so only the part before the second '@' is changed.
    private static string? Normalize(string? prefix)
    {
        if (string.IsNullOrEmpty(prefix))
            return prefix;

        var text = prefix[0] == '@' ? prefix : $"@{prefix}";
        var second = text.IndexOf('@', 1);
        return second < 0 ? text.ToLowerInvariant() : text[..second].ToLowerInvariant() + text[second..];
    }
}
