using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workflows.Activities.Agents;
using Workflows.Contracts.Review;

namespace Workflows.Activities.Models.Extractive;

/// <summary>
/// The built-in model: it ranks and extracts from the text it is given, with no weights and no network, and gives the same answer to the
/// same
/// prompt. It reads the prompts of the review's agents as any model does; to other prompts it answers with the sentences that fit the
/// question best.
/// Answers carry the model id <see cref="ModelId"/>; free text begins with "Extractive answer:", so nobody takes it for a generated one.
/// </summary>
public sealed class ExtractiveChatClient : IChatClient
{
    /// <summary>The model id of every answer.</summary>
    public const string ModelId = "extractive";

    private static readonly ChatClientMetadata Metadata = new("extractive", providerUri: null, ModelId);

    /// <inheritdoc />
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var all = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var reply = Investigator.Reply(all, options) ?? new ChatMessage(ChatRole.Assistant, Answer(all, options));
        var calls = reply.Contents.OfType<FunctionCallContent>().Any();
        var input = all.Sum(message => TokensOf(message.Text));
        var output = TokensOf(reply.Text);
        return Task.FromResult(new ChatResponse(reply)
        {
            ModelId = ModelId,
            FinishReason = calls ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop,
            Usage = new UsageDetails { InputTokenCount = input, OutputTokenCount = output, TotalTokenCount = input + output },
        });
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);
        foreach (var update in Pieces(response.Text))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new ChatResponseUpdate(ChatRole.Assistant, update) { ModelId = ModelId };
        }

        var calls = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>();
        yield return new ChatResponseUpdate(ChatRole.Assistant, [.. calls, new UsageContent(response.Usage!)])
        {
            ModelId = ModelId,
            FinishReason = response.FinishReason,
        };
    }

    /// <inheritdoc />
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        if (serviceKey is not null)
            return null;
        return serviceType == typeof(ChatClientMetadata) ? Metadata : serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }

    private static string Answer(IReadOnlyList<ChatMessage> messages, ChatOptions? options)
    {
        var system = string.Join('\n', messages.Where(message => message.Role == ChatRole.System).Select(message => message.Text));
        var user = messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";
        if (Prompt.TryRead(system, user) is { } prompt && Reply(prompt) is { } reply)
            return JsonSerializer.Serialize(reply, PromptText.Json);
        var answer = QuestionAnswerer.Answer(system, user);
        return options?.ResponseFormat switch
        {
            ChatResponseFormatJson { Schema: { } schema } => QuestionAnswerer.AsJson(answer, schema),
            ChatResponseFormatJson => JsonSerializer.Serialize(new { extractive = true, answer }, PromptText.Json),
            _ => answer.Length == 0 ? "Extractive answer: the prompt holds no text to extract from." : "Extractive answer: " + answer,
        };
    }

    private static object? Reply(Prompt prompt)
    {
        switch (prompt.Round)
        {
            case "propose":
                var proposed = prompt.Role == "summariser" ? Summariser.Propose(prompt) : RiskReviewer.Propose(prompt);
                return new { Statements = proposed.Select(said => new { said.Text, said.Severity, said.Citations }) };
            case "challenge":
                return new { Challenges = Debate.Challenge(prompt) };
            case "answer":
                var (answers, votes) = Debate.Answer(prompt, prompt.Role == "summariser" ? AgentRole.Summariser : AgentRole.RiskReviewer);
                return new
                {
                    Answers = answers.Select(answer => new { answer.Statement, answer.Action, answer.Reason, answer.Text, answer.Severity,
                        answer.Citations }),
                    Votes = votes.Select(vote => new { vote.Statement, vote.Verdict, vote.Reason }),
                };
            case "edit":
                return new { Headline = "", Entries = Debate.Edit(prompt) };     // a headline would have to be written, not extracted
            default:
                return null;
        }
    }

    private static IEnumerable<string> Pieces(string text)
    {
        const int piece = 256;      // as coarse as a consumer of a stream still calls one
        for (var at = 0; at < text.Length; at += piece)
            yield return text.Substring(at, Math.Min(piece, text.Length - at));
    }

    private static long TokensOf(string text) => (text.Length + 3) / 4;
}
