using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models;

/// <summary>Hands the pieces of one answer to whoever watches. A watcher that fails is left alone; the answer goes on.</summary>
internal sealed partial class AnswerStream(IModelStream sink, string name, NamedModel model, TimeProvider clock, ILogger logger)
{
    private int next;
    private long? first;
    private bool failed;

    /// <summary>The clock's timestamp of the first text or wish for a tool; null before it.</summary>
    public long? First => first;

    public Task BeginAsync(CancellationToken cancellationToken) => WriteAsync(PieceKind.Begin, model.Name, cancellationToken);

    public async Task WriteAsync(ChatResponseUpdate update, CancellationToken cancellationToken)
    {
        foreach (var content in update.Contents)
        {
            if (content is TextContent { Text.Length: > 0 } or FunctionCallContent)
                first ??= clock.GetTimestamp();
            if (content is TextContent { Text.Length: > 0 } text)
                await WriteAsync(PieceKind.Text, text.Text, cancellationToken);
            else if (content is FunctionCallContent call)
                await WriteAsync(PieceKind.ToolRequest, call.Name, cancellationToken);
        }
    }

    public Task EndAsync(ModelOutcome outcome, CancellationToken cancellationToken) =>
        WriteAsync(PieceKind.End, JsonNamingPolicy.CamelCase.ConvertName(outcome.GetType().Name), cancellationToken);

    private async Task WriteAsync(PieceKind kind, string text, CancellationToken cancellationToken)
    {
        if (failed)
            return;
        try
        {
            await sink.WriteAsync(new ModelPiece(name, next++, kind, text), cancellationToken);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            failed = true;
            LogFailed(error, model.Name);
        }
    }

    [LoggerMessage(4103, LogLevel.Warning, "An answer of model {Model} is no longer streamed: whoever takes its pieces failed")]
    private partial void LogFailed(Exception error, string model);
}
