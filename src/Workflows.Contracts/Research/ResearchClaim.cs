namespace Workflows.Contracts.Research;

/// <summary>One sentence about the files, with the line that shows it.</summary>
/// <param name="Id">C1, C2, … within the report.</param>
/// <param name="Question">The part of the question that it answers.</param>
/// <param name="Text">The sentence.</param>
/// <param name="File">Path relative to the folder, '/' between its parts.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Quote">Words that stand on that line.</param>
public sealed record ResearchClaim(string Id, string Question, string Text, string File, int Line, string Quote)
{
    /// <summary>What the critic holds against it; empty when nothing.</summary>
    public string Objection { get; init; } = "";

    /// <summary>What was said for it after that; empty when nothing.</summary>
    public string Defence { get; init; } = "";

    /// <summary>Whether it stands after the debate.</summary>
    public bool Kept { get; init; }
}
