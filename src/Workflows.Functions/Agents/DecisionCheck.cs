using Workflows.Contracts.People;
using Workflows.Functions.Models;

namespace Workflows.Functions.Agents;

/// <summary>Whether a decision is one on its item. Pure: asked where it is made, and again by the run that it reaches.</summary>
public static class DecisionCheck
{
    private const int NameCharsMax = 100;

    /// <summary>What is wrong with a decision.</summary>
    /// <param name="item">The item.</param>
    /// <param name="decision">The decision.</param>
    /// <returns>Why it is none on this item; null when it is.</returns>
    public static string? Problem(InboxItem item, Decision decision)
    {
        ArgumentNullException.ThrowIfNull(item);
        ArgumentNullException.ThrowIfNull(decision);
        if (string.IsNullOrWhiteSpace(decision.By) || decision.By.Length > NameCharsMax)
            return $"A decision says whose it is, in at most {NameCharsMax} characters.";
        return (item.Kind, decision.Verb) switch
        {
            (InboxKind.Approval, Verb.Approve) when decision.Hash != item.Call?.Hash =>
                "This allows another call than the one that is asked for. Look at the item again, and send the hash of its call.",
            (InboxKind.Approval, Verb.Answer) => "This is no question: approve it, reject it, or delegate it.",
            (InboxKind.Question, Verb.Approve) => "This is a question: answer it, reject it, or delegate it.",
            (InboxKind.Budget, Verb.Answer) when BudgetWords.Parse(decision.Text) is null =>
                $"Say what to add to the budget: {BudgetWords.Form}.",
            (InboxKind.Question, Verb.Answer) when string.IsNullOrWhiteSpace(decision.Text) => "The answer is empty.",
            (_, Verb.Delegate) when string.IsNullOrWhiteSpace(decision.Text) => "Say in the text to whom it is delegated.",
            _ => null,
        };
    }
}
