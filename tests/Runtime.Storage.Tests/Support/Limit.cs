namespace Runtime.Storage.Tests.Support;

/// <summary>How long anything may take before it counts as hanging.</summary>
internal static class Limit
{
    public static readonly TimeSpan Test = TimeSpan.FromSeconds(60);
}
