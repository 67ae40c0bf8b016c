using System.ComponentModel;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Values;

/// <summary>Arithmetic.</summary>
internal static class MathTools
{
    public static IEnumerable<ITool> All() =>
    [
        Tool.Create<MathArguments>(
            "math_evaluate",
            "Evaluates an arithmetic expression: + - * / % ^, brackets, pi, e, named values, and abs ceil floor round sqrt exp ln log10 sin cos tan min max sum avg.",
            ToolEffect.ReadOnly,
            static arguments => ToolResult.Json(new { Value = Expression.Evaluate(arguments.Expression, arguments.Values ?? []) })),
    ];

    private sealed record MathArguments(
        [property: Description("For example (price - cost) / price * 100")] string Expression,
        [property: Description("Values of the names in it.")] Dictionary<string, double>? Values = null);
}
