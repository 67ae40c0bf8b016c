using Workflows.Contracts.Review;

namespace Workflows.Functions.Orchestrators;

/// <summary>Checks that citations name files of the group and lines that those files have. Pure.</summary>
internal sealed class CitationCheck(IReadOnlyDictionary<string, int> linesByFile)
{
    /// <summary>More than eight places for one sentence are a list, which the findings have.</summary>
    private const int CitationsMax = 8;

    /// <summary>The citations that can be looked up.</summary>
    public IEnumerable<Citation> Valid(IEnumerable<Citation> citations) =>
        citations.Where(place => Objection(place) is null).Distinct().Take(CitationsMax);

    /// <summary>Why a citation does not count; null when it does.</summary>
    public string? Objection(Citation place)
    {
        if (!linesByFile.TryGetValue(place.File, out var lines))
            return "cites a file that is not in the group";
        return place.Line is { } line && (line < 1 || line > lines) ? "cites a line that the file does not have" : null;
    }

    /// <summary>Keeps statements that say something and have a valid citation, and gives them ids; counts the others by reason.</summary>
    public IReadOnlyList<Statement> Admit(IReadOnlyList<Statement> proposed, string prefix, DropCount dropped)
    {
        var admitted = new List<Statement>();
        foreach (var statement in proposed)
        {
            var valid = Valid(statement.Citations).ToList();
            if (string.IsNullOrWhiteSpace(statement.Text))
                dropped.Add("has no text");
            else if (valid.Count == 0)
                dropped.Add(statement.Citations.Count == 0 ? "cites nothing" : Objection(statement.Citations[0])!);
            else
                admitted.Add(statement with { Id = prefix + (admitted.Count + 1), Citations = valid });
        }

        return admitted;
    }
}

/// <summary>Counts statements that do not count, by reason.</summary>
internal sealed class DropCount
{
    private readonly SortedDictionary<string, int> counts = new(StringComparer.Ordinal);

    public IReadOnlyList<DroppedCount> Counts => [.. counts.Select(entry => new DroppedCount(entry.Key, entry.Value))];

    public void Add(string reason) => counts[reason] = counts.GetValueOrDefault(reason) + 1;
}
