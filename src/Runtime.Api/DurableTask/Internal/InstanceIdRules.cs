namespace Microsoft.DurableTask.Internal;

/// <summary>Which instance ids a user may choose.</summary>
internal static class InstanceIdRules
{
    /// <summary>Longest id in characters: it is a key in every store and a segment of a URL.</summary>
    internal const int LengthMax = 256;

    private static readonly System.Buffers.SearchValues<char> Forbidden = System.Buffers.SearchValues.Create("/\\#?");

    /// <summary>What is wrong with the id, or null when it may be used. Ids that begin with '@' belong to entities.</summary>
    internal static string? Fault(string instanceId) => instanceId switch
    {
        { Length: 0 or > LengthMax } => $"An instance id has 1 to {LengthMax} characters; this one has {instanceId.Length}.",
        ['@', ..] => "An instance id must not begin with '@': such ids belong to entities.",
        _ when instanceId.AsSpan().ContainsAny(Forbidden) => "An instance id must not contain '/', '\\', '#' or '?'.",
        _ when instanceId.Any(char.IsControl) => "An instance id must not contain control characters.",
        _ => null,
    };

    /// <summary>Throws when the id may not be used.</summary>
    /// <exception cref="ArgumentException">The id breaks a rule; the message says which.</exception>
    internal static void ThrowIfInvalid(string instanceId, string parameter)
    {
        ArgumentNullException.ThrowIfNull(instanceId, parameter);
        if (Fault(instanceId) is { } fault)
            throw new ArgumentException(fault, parameter);
    }
}
