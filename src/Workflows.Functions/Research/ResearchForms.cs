using Workflows.Contracts.Models;

namespace Workflows.Functions.Research;

/// <summary>The forms that the agents of a research must answer in. The built-in model knows them by name.</summary>
internal static class ResearchForms
{
    public static AnswerSchema Plan { get; } = new("research_plan",
        """{"type":"object","properties":{"questions":{"type":"array","minItems":1,"maxItems":6,"items":{"type":"string","minLength":1}}},"required":["questions"],"additionalProperties":false}""");

    public static AnswerSchema Claims { get; } = new("research_claims",
        """{"type":"object","properties":{"claims":{"type":"array","maxItems":12,"items":{"type":"object","properties":{"text":{"type":"string","minLength":1},"file":{"type":"string","minLength":1},"line":{"type":"integer","minimum":1},"quote":{"type":"string","minLength":1}},"required":["text","file","line","quote"],"additionalProperties":false}}},"required":["claims"],"additionalProperties":false}""");

    public static AnswerSchema Verdicts { get; } = new("research_verdicts",
        """{"type":"object","properties":{"verdicts":{"type":"array","items":{"type":"object","properties":{"claim":{"type":"string"},"verdict":{"type":"string","enum":["support","oppose"]},"reason":{"type":"string"}},"required":["claim","verdict","reason"],"additionalProperties":false}}},"required":["verdicts"],"additionalProperties":false}""");

    public static AnswerSchema Defence { get; } = new("research_defence",
        """{"type":"object","properties":{"answers":{"type":"array","items":{"type":"object","properties":{"claim":{"type":"string"},"action":{"type":"string","enum":["defend","withdraw"]},"reason":{"type":"string"}},"required":["claim","action","reason"],"additionalProperties":false}}},"required":["answers"],"additionalProperties":false}""");

    public static AnswerSchema Text { get; } = new("research_text",
        """{"type":"object","properties":{"paragraphs":{"type":"array","items":{"type":"object","properties":{"text":{"type":"string","minLength":1},"claims":{"type":"array","minItems":1,"items":{"type":"string"}}},"required":["text","claims"],"additionalProperties":false}}},"required":["paragraphs"],"additionalProperties":false}""");
}

/// <summary>A plan.</summary>
internal sealed record PlanForm(IReadOnlyList<string> Questions);

/// <summary>What a researcher found.</summary>
internal sealed record ClaimsForm(IReadOnlyList<ClaimForm> Claims);

/// <summary>One claim.</summary>
internal sealed record ClaimForm(string Text, string File, int Line, string Quote);

/// <summary>What a critic says.</summary>
internal sealed record VerdictsForm(IReadOnlyList<VerdictForm> Verdicts);

/// <summary>On one claim.</summary>
internal sealed record VerdictForm(string Claim, string Verdict, string Reason);

/// <summary>What is said for claims.</summary>
internal sealed record DefenceForm(IReadOnlyList<DefenceItem> Answers);

/// <summary>For one claim.</summary>
internal sealed record DefenceItem(string Claim, string Action, string Reason);

/// <summary>The answer.</summary>
internal sealed record TextForm(IReadOnlyList<ParagraphForm> Paragraphs);

/// <summary>One paragraph.</summary>
internal sealed record ParagraphForm(string Text, IReadOnlyList<string> Claims);
