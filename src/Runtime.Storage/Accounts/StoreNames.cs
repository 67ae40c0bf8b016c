namespace Workflows.Storage;

/// <summary>The names that queues and containers may have.</summary>
internal static class StoreNames
{
    private const int Shortest = 3;
    private const int Longest = 63;

    private static readonly string[] SystemContainers = ["$root", "$web", "$logs"];

    public static bool IsQueue(string name) =>
        name.Length is >= Shortest and <= Longest
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
        && name[0] != '-' && name[^1] != '-' && !name.Contains("--", StringComparison.Ordinal);

    public static bool IsContainer(string name) => IsQueue(name) || SystemContainers.Contains(name);

    public static void CheckQueue(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsQueue(name))
            throw Refuse("queue", name, nameof(name));
    }

    public static void CheckContainer(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!IsContainer(name))
            throw Refuse("blob container", name, nameof(name));
    }

    private static ArgumentException Refuse(string kind, string name, string parameter) =>
        new($"'{name}' cannot be the name of a {kind}: it has {Shortest} to {Longest} lower-case letters, digits and single hyphens, no hyphen at an end.", parameter);
}
