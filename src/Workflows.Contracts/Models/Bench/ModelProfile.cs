namespace Workflows.Contracts.Models.Bench;

/// <summary>How one model did. Times are milliseconds, of questions that were answered; the nearest rank.</summary>
/// <param name="Model">Its configured name.</param>
/// <param name="Calls">Questions asked.</param>
/// <param name="Answered">Questions answered, rightly or not.</param>
public sealed record ModelProfile(string Model, int Calls, int Answered)
{
    /// <summary>Average grade over all calls, 0 to 1; what was not answered counts 0.</summary>
    public double Accuracy { get; init; }

    /// <summary>Half of the answers took at most this long.</summary>
    public long? P50Ms { get; init; }

    /// <summary>Of a hundred answers 95 took at most this long.</summary>
    public long? P95Ms { get; init; }

    /// <summary>Until the first of an answer, half of the time.</summary>
    public long? FirstTokenP50Ms { get; init; }

    /// <summary>Until the first of an answer, 95 times of a hundred.</summary>
    public long? FirstTokenP95Ms { get; init; }

    /// <summary>Answers a second, with as many questions in flight as asked for; waits for a provider included.</summary>
    public double AnswersPerSec { get; init; }

    /// <summary>Output tokens of all answers by the time that the answers took together.</summary>
    public double OutputTokensPerSec { get; init; }

    /// <summary>Tokens of all questions.</summary>
    public long InputTokens { get; init; }

    /// <summary>Tokens of all answers.</summary>
    public long OutputTokens { get; init; }

    /// <summary>US dollars; null when no price is configured or a call broke off, so that nobody knows.</summary>
    public decimal? Usd { get; init; }

    /// <summary>Accuracy by kind of work.</summary>
    public IReadOnlyDictionary<string, double> AccuracyByKind { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Failures by their type.</summary>
    public IReadOnlyDictionary<string, int> Failures { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Why it was asked fewer questions than wanted; null when it was asked all.</summary>
    public string? Stopped { get; init; }
}
