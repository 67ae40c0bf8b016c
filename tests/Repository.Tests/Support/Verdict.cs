namespace Repository.Tests.Support;

/// <summary>Fails a test with every violation at once.</summary>
internal static class Verdict
{
    public static void None(IEnumerable<string> violations, string cure)
    {
        var found = violations.Distinct(StringComparer.Ordinal).ToList();
        Assert.True(found.Count == 0, $"{found.Count} found. {cure}\n{string.Join('\n', found)}");
    }
}
