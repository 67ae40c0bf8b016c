using System.Text;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace Workflows.Activities.Models;

/// <summary>Puts tool calls together that come in pieces: the first piece of a call has its id and name, each has some of its arguments.</summary>
internal sealed class OpenAIToolStream
{
    private readonly SortedDictionary<int, Call> calls = [];

    public void Add(IReadOnlyList<StreamingChatToolCallUpdate> pieces)
    {
        foreach (var piece in pieces)
        {
            if (!calls.TryGetValue(piece.Index, out var call))
                calls[piece.Index] = call = new Call();
            call.Id = string.IsNullOrEmpty(piece.ToolCallId) ? call.Id : piece.ToolCallId;
            call.Name = string.IsNullOrEmpty(piece.FunctionName) ? call.Name : piece.FunctionName;
            if (piece.FunctionArgumentsUpdate is { } more)
                call.Arguments.Append(more.ToString());
        }
    }

    public void MoveTo(IList<AIContent> contents)
    {
        foreach (var call in calls.Values)
            contents.Add(OpenAITools.FromOpenAI(call.Id, call.Name, call.Arguments.ToString()));
        calls.Clear();
    }

    private sealed class Call
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();
    }
}
