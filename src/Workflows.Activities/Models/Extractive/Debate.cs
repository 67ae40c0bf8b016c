using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace Workflows.Activities.Models.Extractive;

/// <summary>The rounds after the first: the critic's verdicts, the authors' answers and votes, the editor's order.</summary>
internal static class Debate
{
    public static List<Challenge> Challenge(Prompt prompt) =>
        [.. prompt.Statements.Where(statement => Evidence.IsVisible(prompt, statement))
            .Select(statement => Objection(prompt, statement) is { } reason
            ? new Challenge(statement.Id, Verdict.Oppose, Sentence(reason))
            : new Challenge(statement.Id, Verdict.Support, Sentence(Grounds(prompt, statement))))];

    public static (List<Answer> Answers, List<Vote> Votes) Answer(Prompt prompt, AgentRole role)
    {
        var opposed = prompt.Challenges.Where(challenge => challenge.Verdict == Verdict.Oppose)
            .ToDictionary(challenge => challenge.Statement, StringComparer.Ordinal);
        var answers = prompt.Statements.Where(statement => statement.Author == role && opposed.ContainsKey(statement.Id))
            .Select(statement => AnswerTo(prompt, statement)).ToList();
        var votes = prompt.Statements.Where(statement => statement.Author != role && Evidence.IsVisible(prompt, statement))
            .Select(statement => VoteOn(prompt, statement, role)).ToList();
        return (answers, votes);
    }

    public static List<Edited> Edit(Prompt prompt)
    {
        var entries = new List<Edited>();
        var order = prompt.Statements.OrderBy(statement => statement.Author).ThenByDescending(statement => statement.Severity);
        foreach (var statement in order)
        {
            var twin = entries.FindIndex(entry => entry.Text == statement.Text || Terms.Overlap(statement.Text, entry.Text) > 0.95);
            if (twin < 0)
                entries.Add(new Edited([statement.Id], statement.Text));
            else if (AuthorOf(prompt, entries[twin]) == statement.Author)
                entries[twin] = entries[twin] with { Statements = [.. entries[twin].Statements, statement.Id] };
            else
                entries.Add(new Edited([statement.Id], statement.Text));
        }

        return entries;
    }

    private static string? Objection(Prompt prompt, Statement statement)
    {
        if (Evidence.EarlierTwin(prompt.Statements, statement) is { } twin)
            return $"it repeats {twin.Id}";
        if (Evidence.Missing(prompt, statement) is { } missing)
            return missing;
        if (Evidence.SweepingWord(prompt, statement) is { } word)
            return $"“{word}” claims more than the cited lines show";
        return statement.Author == AgentRole.RiskReviewer ? SharedWeakness(prompt, statement) : null;
    }

    private static string Grounds(Prompt prompt, Statement statement)
    {
        if (statement.Author != AgentRole.RiskReviewer)
            return "the cited lines use the same terms";
        var strong = statement.Citations.Count(place => Evidence.Weakness(prompt, place) is null);
        return strong == statement.Citations.Count ? "the cited lines show it"
            : $"{strong} of {statement.Citations.Count} cited places show it";
    }

    // A risk is challenged when every place it cites is weak; the first place's weakness is the reason.
    private static string? SharedWeakness(Prompt prompt, Statement statement)
    {
        var reasons = statement.Citations.Select(place => Evidence.Weakness(prompt, place)).ToList();
        return reasons.Count > 0 && reasons.TrueForAll(reason => reason is not null) ? reasons[0] : null;
    }

    private static Answer AnswerTo(Prompt prompt, Statement statement)
    {
        if (Evidence.EarlierTwin(prompt.Statements, statement) is not null)
            return new Answer(statement.Id, AnswerAction.Withdraw, "It says nothing new.");
        if (Evidence.Missing(prompt, statement) is not null)
            return new Answer(statement.Id, AnswerAction.Withdraw, "No shown line proves it.");
        if (Evidence.SweepingWord(prompt, statement) is { } word)
            return new Answer(statement.Id, AnswerAction.Revise, $"“{word}” is taken back.") { Text = Without(statement.Text, word) };
        if (statement.Author != AgentRole.RiskReviewer || SharedWeakness(prompt, statement) is not { } weakness)
            return new Answer(statement.Id, AnswerAction.Defend, "The cited lines show it.");
        if (Evidence.SecondPlace(prompt, statement) is { } second)
            return new Answer(statement.Id, AnswerAction.Defend,
                $"{second.File}, line {second.Line} shows it too.") { Citations = [second] };
        if (weakness.Contains("comment", StringComparison.Ordinal) || weakness.Contains("expression", StringComparison.Ordinal)
            || statement.Severity is null or Severity.Info)
            return new Answer(statement.Id, AnswerAction.Withdraw, Sentence(weakness));
        return new Answer(statement.Id, AnswerAction.Revise, $"It is less grave: {weakness}.")
        {
            Text = $"{statement.Text.TrimEnd('.')}; {weakness}.",
            Severity = weakness.Contains("placeholder", StringComparison.Ordinal) ? Severity.Info : Severity.Low,
        };
    }

    private static Vote VoteOn(Prompt prompt, Statement statement, AgentRole role)
    {
        if (Evidence.Missing(prompt, statement) is { } missing)
            return new Vote(statement.Id, role, Verdict.Oppose, Sentence(missing));
        if (Evidence.EarlierTwin(prompt.Statements, statement) is { } twin)
            return new Vote(statement.Id, role, Verdict.Oppose, $"It repeats {twin.Id}.");
        var weakness = statement.Author == AgentRole.RiskReviewer ? SharedWeakness(prompt, statement) : null;
        var fatal = weakness is not null && (weakness.Contains("placeholder", StringComparison.Ordinal)
            || weakness.Contains("comment", StringComparison.Ordinal)
            || weakness.Contains("expression", StringComparison.Ordinal) || weakness.Contains("generated", StringComparison.Ordinal)
            || statement.Severity is Severity.Info or Severity.Low);
        return fatal
            ? new Vote(statement.Id, role, Verdict.Oppose, Sentence(weakness!))
            : new Vote(statement.Id, role, Verdict.Support, weakness is null ? "The cited lines show it."
                : "The cited lines show it, wherever they lie.");
    }

    private static AgentRole? AuthorOf(Prompt prompt, Edited entry) =>
        prompt.Statements.FirstOrDefault(statement => statement.Id == entry.Statements[0])?.Author;

    private static string Without(string text, string word)
    {
        var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        var kept = (text[..at] + text[(at + word.Length)..]).Replace("  ", " ", StringComparison.Ordinal).Trim();
        return kept.Length == 0 ? text : char.ToUpperInvariant(kept[0]) + kept[1..];
    }

    private static string Sentence(string reason) => char.ToUpperInvariant(reason[0]) + reason[1..] + (reason.EndsWith('.') ? "" : ".");
}
