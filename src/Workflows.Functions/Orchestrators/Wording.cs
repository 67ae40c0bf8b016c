using Workflows.Contracts.Files;
using Workflows.Contracts.Review;

namespace Workflows.Functions.Orchestrators;

/// <summary>The words that people read for our enumerations.</summary>
internal static class Wording
{
    public static string NameOf(AgentRole role) => role switch
    {
        AgentRole.Summariser => "summariser",
        AgentRole.RiskReviewer => "risk reviewer",
        AgentRole.Critic => "critic",
        _ => "editor",
    };

    public static string NameOf(AgentRound round) => round switch
    {
        AgentRound.Propose => "propose",
        AgentRound.Challenge => "challenge",
        AgentRound.Answer => "answer",
        _ => "edit",
    };

    public static string NameOf(Severity severity) => severity switch
    {
        Severity.Critical => "critical",
        Severity.High => "high",
        Severity.Medium => "medium",
        Severity.Low => "low",
        _ => "info",
    };
}
