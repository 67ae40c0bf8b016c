using Microsoft.DurableTask;
using Workflows.Contracts.Review;

namespace Workflows.Functions.Orchestrators;

/// <summary>What a running review knows of itself: progress (published as custom status), models' use, and what could not be
/// done.</summary>
internal sealed class ReviewBoard(TaskOrchestrationContext context)
{
    private const int AgentsShownMax = 8;       // the custom status stays far below its 16 KB
    private const int NameCharsMax = 60;

    private readonly List<string> atWork = [];
    private readonly List<NotDone> notDone = [];
    private readonly SortedDictionary<string, ModelUse> models = new(StringComparer.Ordinal);
    private readonly HashSet<string> blocked = new(StringComparer.Ordinal);

    public ReviewProgress Progress { get; private set; } = new("listing");

    public IReadOnlyList<NotDone> NotDone => notDone;

    public IReadOnlyList<ModelUse> Models => [.. models.Values];

    public void Update(Func<ReviewProgress, ReviewProgress> change)
    {
        Progress = change(Progress) with { AgentsAtWork = [.. atWork.Take(AgentsShownMax)] };
        context.SetCustomStatus(Progress);
    }

    public void Start(string agent)
    {
        atWork.Add(Cut(agent));
        Update(progress => progress);
    }

    public void Finish(string agent)
    {
        atWork.Remove(Cut(agent));
        Update(progress => progress);
    }

    /// <summary>Takes in what one agent's calls came to.</summary>
    public void Count(IReadOnlyList<ModelUse> uses)
    {
        foreach (var use in uses)
        {
            var name = use.Model.Length == 0 ? "unknown" : use.Model;
            var sum = models.GetValueOrDefault(name) ?? new ModelUse(name, 0, 0, 0, 0, 0);
            models[name] = sum with
            {
                Calls = sum.Calls + use.Calls,
                Failed = sum.Failed + use.Failed,
                InputTokens = sum.InputTokens + use.InputTokens,
                OutputTokens = sum.OutputTokens + use.OutputTokens,
                CostUsd = sum.CostUsd + use.CostUsd,
            };
        }

        Update(progress => progress with
        {
            AgentCallsDone = progress.AgentCallsDone + uses.Sum(use => use.Calls),
            AgentCallsFailed = progress.AgentCallsFailed + uses.Sum(use => use.Failed),
            Tokens = progress.Tokens + uses.Sum(use => use.InputTokens + use.OutputTokens),
            CostUsd = progress.CostUsd + uses.Sum(use => use.CostUsd ?? 0),
        });
    }

    public void Fail(string what, string why, string cure) => notDone.Add(new NotDone(what, why, cure));

    public void Block(string? model) => blocked.Add(model ?? "");

    public bool IsBlocked(string? model) => blocked.Contains(model ?? "");

    private static string Cut(string name) => name.Length <= NameCharsMax ? name : name[..(NameCharsMax - 1)] + "…";
}
