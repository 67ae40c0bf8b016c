using System.Text.Json;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Tests.Support;

internal static class OutcomeExtensions
{
    public static ToolOutcome Good(this ToolOutcome outcome)
    {
        Assert.True(outcome.Error == ToolErrorKind.None, $"{outcome.Tool}: {outcome.Error}: {outcome.Text}");
        return outcome;
    }

    public static JsonElement Json(this ToolOutcome outcome) => JsonSerializer.Deserialize<JsonElement>(outcome.Good().Text);
}
