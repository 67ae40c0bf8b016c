using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Workflows.Activities.Models.Costs;
using Workflows.Activities.Models.Services;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models;

/// <summary>
/// The one way to ask a model. It keeps each model's limits of time and concurrency, counts tokens and money, and turns whatever a
/// provider does into a <see cref="ModelOutcome"/>. It never asks twice: retries belong to the workflow, where they are recorded.
/// </summary>
public sealed partial class ModelGateway
{
    private readonly ModelClients clients;
    private readonly TimeProvider clock;
    private readonly ILogger<ModelGateway> logger;
    private readonly ModelBooks books;
    private readonly IModelStream? watcher;

    internal ModelGateway(ModelClients clients, TimeProvider clock, ILogger<ModelGateway> logger, ModelBooks books, IModelStream? watcher)
    {
        this.books = books;
        this.watcher = watcher;
        this.clients = clients;
        this.clock = clock;
        this.logger = logger;
    }

    /// <summary>The model of calls that name none.</summary>
    public ModelInfo Default => clients.Default.Model.Info;

    /// <summary>Every configured model, the built-in one included.</summary>
    public IReadOnlyList<ModelInfo> Models => [.. clients.All.Select(client => client.Model.Info)];

    /// <summary>Asks once. Safe to call from many threads; calls beyond a model's <c>MaxConcurrent</c> wait for their turn.</summary>
    /// <param name="call">The question. An unknown model or a wrong call is an <see cref="InvalidRequest"/>.</param>
    /// <param name="cancellationToken">Gives up, also while waiting for a turn.</param>
    /// <returns>How it ended. Expected failures are outcomes too; their texts never hold a key.</returns>
    /// <exception cref="OperationCanceledException">
    /// <paramref name="cancellationToken"/> was cancelled; no other token's cancellation gets here.
    /// </exception>
    public Task<ModelOutcome> AskAsync(ModelCall call, CancellationToken cancellationToken) => AskAsync(call, TimeSpan.MaxValue, cancellationToken);

    private async Task<ModelOutcome> AskAsync(ModelCall call, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (clients.Find(call.Model) is not { } client)
        {
            var known = string.Join(", ", clients.All.Select(one => one.Model.Name));
            return new InvalidRequest($"No model of this name is configured; there are {known}: add it to Models:Named.")
            {
                Model = call.Model!,
            };
        }

        var (question, wrong) = ModelQuestion.From(call, client.Model);
        if (question is null)
            return wrong! with { Model = client.Model.Name };

        if (books.Before(call, client.Model) is { } past)
            return past;
        // Before a place is taken: the places are shared by all, and who waits for tokens must not keep others out of their turn.
        var worst = CallSize.Worst(client.Model, CallSize.Of(call), call.MaxOutputTokens);
        if (client.Rate is { } rate)
            await rate.EnterAsync(call.Who?.Tenant ?? call.Who?.Run ?? "", worst.Tokens, cancellationToken);
        using var place = await client.EnterAsync(cancellationToken);
        if (client.Failures.Held(client.Wait) is { } held)
        {
            client.Rate?.Correct(-worst.Tokens);
            return held with { Model = client.Model.Name, WasAsked = false };
        }

        var (service, broken) = await EnterServiceAsync(client, cancellationToken);
        using var use = service;
        var open = books.Begin(call, client.Model, client.Model is { IsRemote: true, InputPricePerMillion: null } ? null : worst.Usd);
        var started = clock.GetTimestamp();
        var stream = watcher is null || call.Stream is null ? null : new AnswerStream(watcher, call.Stream, client.Model, clock, logger);
        var outcome = broken ?? await AskInPlaceAsync(client, question, stream, patience, cancellationToken);
        if (outcome is Unavailable { Cause: "cutOff" or "unreachable" })
            client.Service?.Server.Doubt();
        outcome = outcome with
        {
            Model = client.Model.Name,
            LatencyMs = (long)clock.GetElapsedTime(started).TotalMilliseconds,
            FirstTokenMs = stream?.First is { } first ? (long)clock.GetElapsedTime(started, first).TotalMilliseconds : null,
        };
        client.Circuit.Record(outcome);
        client.Rate?.Correct(outcome.Usage.InputTokens + outcome.Usage.OutputTokens - worst.Tokens);
        books.End(open, outcome);
        if (stream is not null)
            await stream.EndAsync(outcome, cancellationToken);
        if (outcome is ModelFailure)
            LogFailed(outcome.Model, outcome.GetType().Name, outcome.LatencyMs);
        else
            LogAnswered(outcome.Model, outcome.LatencyMs, outcome.Usage.InputTokens, outcome.Usage.OutputTokens);
        return outcome;
    }

    /// <summary>The model's server on this machine, started if need be; its time is none of the question's. Nothing where there is none of ours.</summary>
    private static async Task<(IDisposable? Use, ModelFailure? Broken)> EnterServiceAsync(ModelClient client, CancellationToken cancellationToken)
    {
        try
        {
            return (client.Service is { } local ? await local.EnterAsync(cancellationToken) : null, null);
        }
        catch (ServiceException busy) when (busy.IsBusy)
        {
            return (null, new Throttled(busy.Message, TimeSpan.FromSeconds(5)) { Cause = "rateLimit" });
        }
        catch (ServiceException error)
        {
            return (null, new Unavailable(client.Failures.Scrub(error.Message)) { Cause = "unreachable" });
        }
    }

    private async Task<ModelOutcome> AskInPlaceAsync(
        ModelClient client, ModelQuestion question, AnswerStream? stream, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience < client.Model.Timeout ? patience : client.Model.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var response = stream is null
                ? await client.Chat.GetResponseAsync(question.Messages, question.Options, either.Token)
                : await ReadStreamAsync(client, question, stream, either.Token);
            return new ModelAnswer(client.Model).Read(response, question.Schema);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (limit.IsCancellationRequested)
        {
            return client.Failures.TimedOut() with { Usage = UnknownUsage(client.Model) };
        }
        catch (Exception error) when (client.Model.IsRemote)
        {
            var failure = client.Failures.FromException(error);
            if (failure is InvalidRequest { Cause: ProviderFailures.Missing } && client.CanPull)
                return client.Failures.Missed();
            return failure is Unavailable or Malformed ? failure with { Usage = UnknownUsage(client.Model) } : failure;
        }
    }

    /// <exception cref="ProviderCallException">The stream ended before the answer did, or would not end.</exception>
    private static async Task<ChatResponse> ReadStreamAsync(
        ModelClient client, ModelQuestion question, AnswerStream stream, CancellationToken cancellationToken)
    {
        var updates = new List<ChatResponseUpdate>();
        var characters = 0L;
        await stream.BeginAsync(cancellationToken);
        await foreach (var update in client.Chat.GetStreamingResponseAsync(question.Messages, question.Options, cancellationToken))
        {
            characters += update.Text.Length;
            if (characters > ProviderBorder.AnswerBytesMax)
                throw new ProviderCallException(client.Failures.TooLarge(ProviderBorder.AnswerBytesMax));
            updates.Add(update);
            await stream.WriteAsync(update, cancellationToken);
        }

        return updates.Any(update => update.FinishReason is not null)
            ? updates.ToChatResponse()
            : throw new ProviderCallException(client.Failures.CutOff());
    }

    /// <summary>The provider may have worked, and billed, before the call broke off.</summary>
    private static ModelUsage UnknownUsage(NamedModel model) => model.IsRemote ? new ModelUsage(0, 0, null) : ModelUsage.None;

    // Names, counts and times only: questions, answers and errors' texts may hold what a log must not.
    [LoggerMessage(4101, LogLevel.Debug, "Model {Model} answered in {LatencyMs} ms, {InputTokens} tokens in, {OutputTokens} out")]
    private partial void LogAnswered(string model, long latencyMs, long inputTokens, long outputTokens);

    [LoggerMessage(4102, LogLevel.Warning, "Model {Model} gave no answer after {LatencyMs} ms: {Outcome}")]
    private partial void LogFailed(string model, string outcome, long latencyMs);
}
