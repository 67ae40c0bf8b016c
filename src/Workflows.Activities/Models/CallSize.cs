using System.Text;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models;

/// <summary>How large a call is, and the most it can use.</summary>
internal static class CallSize
{
    private const int BytesPerToken = 2;        // no common tokeniser needs more than a token for two bytes of text; most need half of that
    private const int TokensAside = 200;        // what protocols put around a question

    /// <summary>UTF-8 bytes of the question with its turns, tools and schema.</summary>
    public static long Of(ModelCall call) => Bytes(call.SystemText) + Bytes(call.UserText) + Bytes(call.Schema?.Json ?? "")
        + call.Turns.Sum(turn => Bytes(turn.Text) + turn.ToolRequests.Sum(request => Bytes(request.ArgumentsJson))
            + turn.ToolReplies.Sum(reply => Bytes(reply.Text)))
        + call.Tools.Sum(tool => Bytes(tool.Description) + Bytes(tool.ParametersJson));

    public static BudgetAmount Worst(NamedModel model, long bytes, int? outputMost)
    {
        var input = (bytes / BytesPerToken) + TokensAside;
        var output = Math.Min(outputMost ?? model.MaxOutputTokens, model.MaxOutputTokens);
        return new BudgetAmount(model.Cost(input, output) ?? 0m, input + output, 1, model.Timeout.TotalSeconds);
    }

    private static long Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}
