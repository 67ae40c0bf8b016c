using System.Globalization;
using Workflows.Contracts.Models;

namespace Workflows.Functions.Models;

/// <summary>How budgets and people talk: the question, and amounts as text. Pure.</summary>
public static class BudgetWords
{
    /// <summary>How an amount is written.</summary>
    public const string Form = "usd=5 tokens=100000 calls=10 seconds=60, each of them if need be";

    private const decimal Most = 1_000_000_000_000m;       // as much as a budget may be configured to

    /// <summary>The question, with what each answer does.</summary>
    /// <param name="question">The question.</param>
    public static string Ask(BudgetQuestion question)
    {
        ArgumentNullException.ThrowIfNull(question);
        var (limit, used) = (question.Limit, question.Used);
        var parts = new[]
        {
            Part(used.Usd, limit.Usd + question.Extra.Usd, "USD"), Part(used.Tokens, limit.Tokens + question.Extra.Tokens, "tokens"),
            Part(used.Calls, limit.Calls + question.Extra.Calls, "calls"), Part((decimal)used.Seconds, (decimal?)(limit.Seconds + question.Extra.Seconds), "seconds"),
        };
        return $"The budget {limit.Name} (account {limit.Key}) is used up: {string.Join(", ", parts.OfType<string>())}. "
            + $"The next call takes at most {Write(question.Worst)}. Approve to add {Write(Again(limit))}, "
            + $"answer with what to add ({Form}), or reject.";
    }

    /// <summary>What an approval adds: the limit once more.</summary>
    /// <param name="limit">The budget.</param>
    public static BudgetAmount Again(BudgetLimit limit)
    {
        ArgumentNullException.ThrowIfNull(limit);
        return new BudgetAmount(limit.Usd ?? 0, limit.Tokens ?? 0, limit.Calls ?? 0, limit.Seconds ?? 0);
    }

    /// <summary>Reads an amount.</summary>
    /// <param name="text">As <see cref="Form"/> shows.</param>
    /// <returns>The amount; null when the text is none, or names nothing above 0.</returns>
    public static BudgetAmount? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var amount = BudgetAmount.None;
        foreach (var part in text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.IndexOf('=', StringComparison.Ordinal);
            if (at < 0 || !decimal.TryParse(part[(at + 1)..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number > Most)
                return null;
            switch (part[..at].ToLowerInvariant())
            {
                case "usd": amount = amount with { Usd = number }; break;
                case "tokens": amount = amount with { Tokens = (long)number }; break;
                case "calls" when number <= int.MaxValue: amount = amount with { Calls = (int)number }; break;
                case "seconds": amount = amount with { Seconds = (double)number }; break;
                default: return null;
            }
        }

        return amount == BudgetAmount.None ? null : amount;
    }

    private static string? Part(decimal used, decimal? limit, string unit) =>
        limit is { } most ? string.Create(CultureInfo.InvariantCulture, $"{used:0.######} of {most:0.######} {unit}") : null;

    private static string Write(BudgetAmount amount)
    {
        var parts = new List<string>();
        if (amount.Usd > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{amount.Usd:0.######} USD"));
        if (amount.Tokens > 0)
            parts.Add($"{amount.Tokens} tokens");
        if (amount.Calls > 0)
            parts.Add(amount.Calls == 1 ? "1 call" : $"{amount.Calls} calls");
        if (amount.Seconds > 0)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{amount.Seconds:0.#} seconds"));
        return string.Join(", ", parts);
    }
}
