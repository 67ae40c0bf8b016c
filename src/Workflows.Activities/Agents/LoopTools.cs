using System.Collections.Frozen;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Agents;

/// <summary>The tools that an agent's loop has itself, beside those of the registry: they reach people and entities, which activities cannot.</summary>
public static class LoopTools
{
    /// <summary>Asks a person.</summary>
    public const string AskPerson = "ask_person";

    /// <summary>Keeps a fact for later runs.</summary>
    public const string Remember = "remember";

    /// <summary>Searches facts that were kept.</summary>
    public const string Recall = "recall";

    /// <summary>Writes to another agent.</summary>
    public const string SendMessage = "send_message";

    /// <summary>Reads what other agents wrote.</summary>
    public const string ReadMessages = "read_messages";

    /// <summary>Searches messages, read ones too, or shows a thread.</summary>
    public const string SearchMessages = "search_messages";

    /// <summary>Searches the conversation of the session.</summary>
    public const string SearchConversation = "search_conversation";

    /// <summary>Begins the name of the tools that hand over to another agent.</summary>
    public const string HandoffPrefix = "handoff_to_";

    private static readonly ModelTool[] All =
    [
        new(AskPerson, "Asks a person one question and waits for the answer. Use it only when no tool can tell.",
            """{"type":"object","properties":{"question":{"type":"string","minLength":1,"maxLength":2000}},"required":["question"],"additionalProperties":false}"""),
        new(Remember, "Keeps one fact for later runs of this agent, under a short key; the same key replaces it.",
            """{"type":"object","properties":{"key":{"type":"string","minLength":1,"maxLength":100},"fact":{"type":"string","minLength":1,"maxLength":2000}},"required":["key","fact"],"additionalProperties":false}"""),
        new(Recall, "Searches the facts that were kept, best first.",
            """{"type":"object","properties":{"query":{"type":"string","minLength":1,"maxLength":500}},"required":["query"],"additionalProperties":false}"""),
        new(SendMessage, "Writes a message to another agent's mailbox. Priority 0 is low, 1 normal, 2 urgent; a thread groups messages.",
            """{"type":"object","properties":{"to":{"type":"string","minLength":1,"maxLength":48},"text":{"type":"string","minLength":1,"maxLength":4000},"thread":{"type":"string","maxLength":100},"priority":{"type":"integer","minimum":0,"maximum":2}},"required":["to","text"],"additionalProperties":false}"""),
        new(ReadMessages, "Takes the unread messages from this agent's mailbox, urgent and old ones first.",
            """{"type":"object","properties":{"thread":{"type":"string","maxLength":100}},"additionalProperties":false}"""),
        new(SearchMessages, "Searches all messages to this agent, read ones too, best first; with a thread and no query it gives the whole thread, oldest first.",
            """{"type":"object","properties":{"query":{"type":"string","maxLength":500},"thread":{"type":"string","maxLength":100}},"additionalProperties":false}"""),
        new(SearchConversation, "Searches the earlier conversation of this session, best first.",
            """{"type":"object","properties":{"query":{"type":"string","minLength":1,"maxLength":500}},"required":["query"],"additionalProperties":false}"""),
    ];

    /// <summary>The names.</summary>
    public static FrozenSet<string> Names { get; } = All.Select(tool => tool.Name).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A tool as a model sees it.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    public static ModelTool Describe(string name) => All.First(tool => tool.Name == name);
}
