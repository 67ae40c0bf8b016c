namespace Runtime.Host.Triggers;

/// <summary>The names that Azure Storage allows.</summary>
internal static class StorageNames
{
    public static bool IsQueue(string name) =>
        name.Length is >= 3 and <= 63 && name[0] != '-' && name[^1] != '-'
        && !name.Contains("--", StringComparison.Ordinal) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public static bool IsContainer(string name) => name is "$root" or "$web" or "$logs" || IsQueue(name);
}
