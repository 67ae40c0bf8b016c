namespace Workflows.Contracts.Models.Bench;

/// <summary>One question whose answer a program can grade.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Kind">The kind of work: find, classify, extract, reason, follow, or one of your own.</param>
/// <param name="Question">What is asked, with the text it is about.</param>
/// <param name="Expect">What a right answer holds.</param>
public sealed record BenchTask(string Id, string Kind, string Question, BenchExpectation Expect)
{
    /// <summary>Instructions; empty for none.</summary>
    public string System { get; init; } = "";

    /// <summary>JSON schema of the answer; null for free text.</summary>
    public string? Schema { get; init; }
}

/// <summary>What a right answer holds. The grade is the share of what is asked for that is there, and 0 when something is there that must not be.</summary>
public sealed record BenchExpectation
{
    /// <summary>Words or phrases that must be there, without regard to case and spaces; alternatives are parted by |.</summary>
    public IReadOnlyList<string> Contains { get; init; } = [];

    /// <summary>Words or phrases that must not be there.</summary>
    public IReadOnlyList<string> Lacks { get; init; } = [];

    /// <summary>The whole answer, without regard to case, spaces and the marks around it; null when it may say more.</summary>
    public string? Exactly { get; init; }

    /// <summary>Properties of an answer in JSON and their values as text; numbers are compared as numbers.</summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
