using System.Globalization;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;
using Workflows.Contracts.Agents;
using Workflows.Functions.Entities;

namespace Workflows.Functions.Agents;

/// <summary>What an agent keeps and what agents write to each other. Deterministic; the entities hold it.</summary>
internal sealed class MemoryDesk(TaskOrchestrationContext context, AgentSetup setup)
{
    private const int NormalPriority = 1;

    private readonly AgentDefinition agent = setup.Definition;

    private EntityInstanceId Facts => new(nameof(FactStore), agent.Name);

    public async Task<string> RememberAsync(string key, string fact)
    {
        if (key.Length == 0 || fact.Length == 0)
            return "Nothing was kept: give a key and a fact.";
        return await context.Entities.CallEntityAsync<string>(Facts, nameof(FactStore.Keep), new Fact(key, fact, context.CurrentUtcDateTime));
    }

    public async Task<string> RecallAsync(string query)
    {
        var found = await context.Entities.CallEntityAsync<List<Fact>>(Facts, nameof(FactStore.Search), query);
        return found.Count == 0 ? "Nothing that was kept fits." : string.Join('\n', found.Select(fact => $"{fact.Key}: {fact.Text}"));
    }

    public async Task<string> SendAsync(string to, string text, string thread, string priority)
    {
        if (to.Length == 0 || text.Length == 0)
            return "Nothing was sent: give a name and a text.";
        if (setup.Known is { } known && !known.Contains(to, StringComparer.Ordinal))
            return $"Nothing was sent: there is no agent '{to}'. There are {string.Join(", ", known)}.";
        var rank = int.TryParse(priority, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? Math.Clamp(given, 0, 2) : NormalPriority;
        var letter = new Letter(context.NewGuid().ToString("N")[..12], agent.Name, text, context.CurrentUtcDateTime) { Thread = thread, Priority = rank };
        return await context.Entities.CallEntityAsync<string>(new EntityInstanceId(nameof(Mailbox), to), nameof(Mailbox.Put), letter);
    }

    public async Task<string> ReadAsync(string thread)
    {
        var letters = await context.Entities.CallEntityAsync<List<Letter>>(new EntityInstanceId(nameof(Mailbox), agent.Name), nameof(Mailbox.Take), thread);
        return letters.Count == 0 ? "There are no unread messages." : Write(letters);
    }

    public async Task<string> SearchAsync(string query, string thread)
    {
        if (query.Length == 0 && thread.Length == 0)
            return "Nothing was looked for: give a query or a thread.";
        var box = new EntityInstanceId(nameof(Mailbox), agent.Name);
        var letters = query.Length == 0
            ? await context.Entities.CallEntityAsync<List<Letter>>(box, nameof(Mailbox.Thread), thread)
            : await context.Entities.CallEntityAsync<List<Letter>>(box, nameof(Mailbox.Search), query);
        var found = letters.Where(letter => thread.Length == 0 || letter.Thread == thread).ToList();
        return found.Count == 0 ? "No message fits." : Write(found);
    }

    private static string Write(List<Letter> letters) => string.Join('\n', letters.Select(letter =>
        $"from {letter.From}{(letter.Thread.Length == 0 ? "" : $", thread {letter.Thread}")}, priority {letter.Priority}: {letter.Text}"));
}
