namespace Workflows.Contracts.Models;

/// <summary>Who speaks in a turn of a conversation. The numbers are in stored histories.</summary>
public enum TurnRole
{
    /// <summary>The person, or the agent that asks.</summary>
    User = 0,

    /// <summary>The model.</summary>
    Assistant = 1,

    /// <summary>The tools that the model's last turn asked for.</summary>
    Tool = 2,
}

/// <summary>One turn of a conversation with a model.</summary>
/// <param name="Role">Who speaks.</param>
/// <param name="Text">What was said; may be empty for an assistant that only asks for tools, and is empty for tools.</param>
public sealed record ModelTurn(TurnRole Role, string Text)
{
    /// <summary>The tools an assistant's turn asks for; empty in turns of others.</summary>
    public IReadOnlyList<ToolRequest> ToolRequests { get; init; } = [];

    /// <summary>
    /// The results in a turn of tools: one for each request of the assistant's turn before it, in any order; empty in turns of others.
    /// </summary>
    public IReadOnlyList<ToolReply> ToolReplies { get; init; } = [];

    /// <summary>A turn of the person or agent that asks.</summary>
    /// <param name="text">What is said; not empty.</param>
    public static ModelTurn User(string text) => new(TurnRole.User, text);

    /// <summary>A turn of the model, as it answered.</summary>
    /// <param name="answer">The answer, with the tools it asks for.</param>
    public static ModelTurn Assistant(Answered answer) => new(TurnRole.Assistant, answer.Text) { ToolRequests = answer.ToolRequests };

    /// <summary>A turn that gives the model what its tools returned.</summary>
    /// <param name="replies">One for each request.</param>
    public static ModelTurn Tools(IReadOnlyList<ToolReply> replies) => new(TurnRole.Tool, "") { ToolReplies = replies };
}
