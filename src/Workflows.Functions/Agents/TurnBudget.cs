using Workflows.Contracts.Models;

namespace Workflows.Functions.Agents;

/// <summary>Keeps a conversation small enough to ask with: beyond the budget the oldest tool results are left out, and the model is told so. Pure.</summary>
internal static class TurnBudget
{
    /// <summary>About 60,000 tokens, which the smallest context of the usual models holds beside the instructions.</summary>
    public const int CharsMax = 240_000;

    private const string LeftOut = "[left out to keep the conversation short; call the tool again if it is needed]";

    public static IReadOnlyList<ModelTurn> Fit(IReadOnlyList<ModelTurn> turns)
    {
        var over = turns.Sum(Size) - CharsMax;
        if (over <= 0)
            return [.. turns];
        var fitted = turns.ToList();
        for (var i = 0; i < fitted.Count - 1 && over > 0; i++)         // what the model has not answered yet stays
        {
            var turn = fitted[i];
            var small = turn with { ToolReplies = [.. turn.ToolReplies.Select(Shorten)] };
            over -= Size(turn) - Size(small);
            fitted[i] = small;
        }

        return fitted;
    }

    private static ToolReply Shorten(ToolReply reply) => reply.Text.Length <= LeftOut.Length ? reply : reply with { Text = LeftOut };

    private static long Size(ModelTurn turn) => turn.Text.Length + turn.ToolReplies.Sum(reply => (long)reply.Text.Length)
        + turn.ToolRequests.Sum(wish => (long)wish.ArgumentsJson.Length);
}
