using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Workflows.Contracts.Agents;
using Workflows.Contracts.People;
using Workflows.Contracts.Tools;
using Workflows.Functions.Entities;
using Workflows.Functions.Orchestrators;

namespace Workflows.Functions.Agents;

/// <summary>How the loop asks people: an item in the inbox, an event with the decision, a durable timer with a default. Deterministic.</summary>
internal sealed class PersonDesk(TaskOrchestrationContext context, string agent, AgentPeople people, string? root)
{
    private const string RejectByDefault = "reject";

    private readonly List<InboxItem> waiting = [];
    private bool isWithdrawn;

    /// <summary>Takes back what is asked: its run ends without an answer. A decision that comes yet changes nothing.</summary>
    public async Task WithdrawAsync()
    {
        isWithdrawn = true;
        foreach (var item in waiting.ToList())
        {
            await context.Entities.SignalEntityAsync(PlaceOf(item), nameof(InboxEntry.Close));
            await AuditAsync(item, "withdrawn", item.Agent, context.CurrentUtcDateTime, "The run ended before there was a decision.");
        }
    }

    /// <summary>Asks for leave to make exactly this call. Nobody's answer is a rejection.</summary>
    public Task<Decision> ApproveAsync(ToolApprovalRequest call) =>
        DecideAsync(NewItem(InboxKind.Approval, call.Reason) with { Call = call, Default = RejectByDefault });

    /// <summary>Asks a question.</summary>
    /// <returns>The answer, or the default.</returns>
    public async Task<string> QuestionAsync(string question)
    {
        var decision = await DecideAsync(NewItem(InboxKind.Question, question) with { Default = people.DefaultAnswer });
        return decision.Verb == Verb.Answer ? decision.Text : $"{decision.By} does not answer. {decision.Text}".TrimEnd();
    }

    /// <summary>Asks whether a budget may go on. Nobody's answer is a rejection.</summary>
    public Task<Decision> MoreAsync(string text) => DecideAsync(NewItem(InboxKind.Budget, text) with { Default = RejectByDefault });

    private InboxItem NewItem(InboxKind kind, string text)
    {
        var id = context.NewGuid().ToString("N")[..12];
        return new InboxItem(id, kind, context.InstanceId, agent, text)
        {
            Root = root ?? context.InstanceId,
            Assignee = people.Assignee,
            OpenedAt = context.CurrentUtcDateTime,
            DueAt = context.CurrentUtcDateTime.AddSeconds(people.DeadlineSeconds),
        };
    }

    private async Task<Decision> DecideAsync(InboxItem item)
    {
        waiting.Add(item);
        var place = PlaceOf(item);
        await context.Entities.CallEntityAsync(place, nameof(InboxEntry.Open), item);       // called: who reads of it in the audit log finds it
        await AuditAsync(item, "asked", item.Agent, item.OpenedAt, item.Text);
        using var decided = new CancellationTokenSource();
        var due = context.CreateTimer(item.DueAt, decided.Token);
        var decision = await WaitAsync(item, place, due);
        decided.Stop();
        waiting.Remove(item);
        if (isWithdrawn)
            return new Decision(Verb.Reject, "Nobody", context.CurrentUtcDateTime) { Text = "The run had ended." };
        await context.Entities.SignalEntityAsync(place, nameof(InboxEntry.Close));
        return decision;
    }

    private async Task<Decision> WaitAsync(InboxItem item, EntityInstanceId place, Task due)
    {
        while (true)
        {
            var answer = context.WaitForExternalEvent<Decision>(InboxItem.EventOf(item.Id));
            await Task.WhenAny(answer, due);
            if (!answer.IsCompleted)
                return await ExpireAsync(item);
            var decision = await answer;
            if (DecisionCheck.Problem(item, decision) is { } why)
            {
                await AuditAsync(item, "ignored", decision.By, decision.At, why);
                continue;
            }

            await AuditAsync(item, WordOf(decision.Verb), decision.By, decision.At, decision.Text);
            if (decision.Verb != Verb.Delegate)
                return decision;
            item = item with { Assignee = decision.Text };
            await context.Entities.SignalEntityAsync(place, nameof(InboxEntry.Open), item);
        }
    }

    private static EntityInstanceId PlaceOf(InboxItem item) => new(nameof(InboxEntry), item.Id);

    private async Task<Decision> ExpireAsync(InboxItem item)
    {
        await AuditAsync(item, "expired", "nobody", context.CurrentUtcDateTime, item.Default);
        return item.Kind == InboxKind.Question
            ? new Decision(Verb.Answer, "Nobody", context.CurrentUtcDateTime) { Text = item.Default }
            : new Decision(Verb.Reject, "Nobody", context.CurrentUtcDateTime) { Text = $"There was no decision within {people.DeadlineSeconds} seconds." };
    }

    private static string WordOf(Verb verb) => verb switch
    {
        Verb.Approve => "approved",
        Verb.Reject => "rejected",
        Verb.Answer => "answered",
        _ => "delegated",
    };

    private Task<bool> AuditAsync(InboxItem item, string what, string who, DateTime at, string text) => context.CallAsync(AgentSteps.WriteAudit,
        new AuditEntry(item.Id, item.Root, what, who, at) { Tool = item.Call?.Tool, Hash = item.Call?.Hash, Text = text }, AgentSteps.ThreeTimes);
}
