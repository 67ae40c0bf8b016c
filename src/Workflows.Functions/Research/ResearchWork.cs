using Microsoft.DurableTask;
using Workflows.Contracts;
using Workflows.Contracts.Agents;
using Workflows.Contracts.Models;
using Workflows.Contracts.Research;
using Workflows.Contracts.Review;
using Workflows.Functions.Agents;
using Workflows.Functions.Orchestrators;

namespace Workflows.Functions.Research;

/// <summary>The steps of one research. Deterministic.</summary>
internal sealed class ResearchWork(TaskOrchestrationContext context, AgentTeam team, string question, FolderListing listing)
{
    private const string Planner = "research-planner";
    private const string Researcher = "researcher";
    private const string Critic = "research-critic";
    private const string Advocate = "research-advocate";
    private const string Writer = "research-writer";

    private const int PlansMax = 2;
    private const int PartsMax = 6;
    private const int SearchesInFlight = 4;

    private static readonly Activity<ClaimsToCheck, IReadOnlyList<ResearchClaim>> CheckClaims = new("CheckClaims");

    private readonly HashSet<string> files = [.. listing.Files.Select(file => file.Path)];
    private readonly List<string> parts = [];
    private readonly List<NotDone> notDone = [];
    private readonly SortedSet<string> models = new(StringComparer.Ordinal);
    private List<ResearchClaim> claims = [];
    private int made;
    private int unproven;

    public static IReadOnlyList<string> Agents { get; } = [Planner, Researcher, Critic, Advocate, Writer];

    /// <summary>Plans and searches; when nothing is found, plans again in other words.</summary>
    public async Task GatherAsync()
    {
        for (var round = 1; round <= PlansMax && claims.Count == 0; round++)
        {
            Show("planning");
            var prompt = ResearchPrompts.Plan(question, [.. listing.Files.Select(file => file.Path)], parts);
            var plan = await AskAsync<PlanForm>(Planner, prompt, ResearchForms.Plan);
            var planned = (plan?.Questions ?? [question]).Select(part => part.Trim())
                .Where(part => part.Length > 0 && !parts.Contains(part, StringComparer.Ordinal))
                .Distinct(StringComparer.Ordinal).Take(PartsMax).ToList();
            parts.AddRange(planned);
            Show("searching");
            var found = await Flow.FanOutAsync(planned, SearchesInFlight, SearchAsync);
            claims.AddRange(found.SelectMany(one => one));
            claims = [.. claims.DistinctBy(claim => (claim.File, claim.Line))];
        }
    }

    /// <summary>The critic judges, the advocate answers, the critic has the last word; code counts.</summary>
    public async Task DebateAsync()
    {
        if (claims.Count == 0)
            return;
        Show("debating");
        var first = await AskAsync<VerdictsForm>(Critic, ResearchPrompts.Criticise(question, claims), ResearchForms.Verdicts);
        claims = [.. claims.Select(claim => claim with { Kept = true, Objection = Opposed(first, claim.Id) ?? "" })];
        var opposed = claims.Where(claim => claim.Objection.Length > 0).ToList();
        if (opposed.Count == 0)
            return;
        var defence = await AskAsync<DefenceForm>(Advocate, ResearchPrompts.Defend(question, opposed), ResearchForms.Defence);
        opposed = [.. opposed.Select(claim => claim with { Defence = Defended(defence, claim.Id) ?? "" })];
        var defended = opposed.Where(claim => claim.Defence.Length > 0).ToList();
        var last = defended.Count == 0 ? null : await AskAsync<VerdictsForm>(Critic, ResearchPrompts.Vote(question, defended), ResearchForms.Verdicts);
        // One for it, its author, and one against: only a critic who changes the mind keeps an opposed claim.
        opposed = [.. opposed.Select(claim => claim with { Kept = claim.Defence.Length > 0 && IsSupported(last, claim.Id) })];
        claims = [.. claims.Select(claim => opposed.Find(other => other.Id == claim.Id) ?? claim)];
    }

    /// <summary>The writer words the kept claims; a paragraph that rests on none is left out.</summary>
    public async Task<IReadOnlyList<ResearchParagraph>> WriteAsync()
    {
        var kept = claims.Where(claim => claim.Kept).ToList();
        if (kept.Count == 0)
            return [];
        Show("writing");
        var text = await AskAsync<TextForm>(Writer, ResearchPrompts.Write(question, kept), ResearchForms.Text);
        var ids = kept.Select(claim => claim.Id).ToHashSet(StringComparer.Ordinal);
        var paragraphs = (text?.Paragraphs ?? [])
            .Select(one => new ResearchParagraph(one.Text.Trim(), [.. one.Claims.Where(ids.Contains).Distinct(StringComparer.Ordinal)]))
            .Where(one => one.Claims.Count > 0).ToList();
        return paragraphs.Count > 0 ? paragraphs : [.. kept.Select(claim => new ResearchParagraph(claim.Text, [claim.Id]))];
    }

    public void Show(string step) => context.SetCustomStatus(new ResearchProgress(step, parts.Count, claims.Count));

    public ResearchReport Fill(ResearchReport report) => report with
    {
        Parts = parts,
        Claims = claims,
        ClaimsUnproven = unproven,
        NotDone = notDone,
        Models = [.. models],
        Usage = team.Usage,
    };

    private async Task<IReadOnlyList<ResearchClaim>> SearchAsync(string part)
    {
        var found = await AskAsync<ClaimsForm>(Researcher, ResearchPrompts.Search(part), ResearchForms.Claims);
        var stated = (found?.Claims ?? []).Select(claim =>
            new ResearchClaim($"C{++made}", part, claim.Text.Trim(), claim.File.Replace('\\', '/'), claim.Line, claim.Quote.Trim())).ToList();
        var known = stated.Where(claim => files.Contains(claim.File)).ToList();
        var proven = known.Count == 0 ? [] : await context.CallAsync(CheckClaims, new ClaimsToCheck(listing.Root, known), AgentSteps.ThreeTimes);
        unproven += stated.Count - proven.Count;
        return proven;
    }

    private async Task<T?> AskAsync<T>(string agent, string task, AnswerSchema form)
        where T : class
    {
        var (value, answer) = await team.AskForAsync<T>(agent, task, form);
        if (answer.Model.Length > 0)
            models.Add(answer.Model);
        if (value is null)
            notDone.Add(new NotDone($"what {agent} was asked", answer.Problem, "Ask again; if it repeats, choose another model with --model."));
        return value;
    }

    private static string? Opposed(VerdictsForm? verdicts, string id) =>
        verdicts?.Verdicts.FirstOrDefault(one => one.Claim == id && one.Verdict == "oppose") is { } found ? Reason(found.Reason) : null;

    private static string? Defended(DefenceForm? defence, string id) =>
        defence?.Answers.FirstOrDefault(one => one.Claim == id && one.Action == "defend") is { } found ? Reason(found.Reason) : null;

    private static bool IsSupported(VerdictsForm? verdicts, string id) =>
        verdicts?.Verdicts.FirstOrDefault(one => one.Claim == id)?.Verdict == "support";

    private static string Reason(string text) => string.IsNullOrWhiteSpace(text) ? "no reason given" : text.Trim();
}
