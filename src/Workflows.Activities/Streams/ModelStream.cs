using Workflows.Activities.Models;
using Workflows.Contracts.Streams;

namespace Workflows.Activities.Streams;

/// <summary>Writes the pieces of models' answers to the streams of their runs.</summary>
internal sealed class ModelStream(RunStreams streams) : IModelStream
{
    public ValueTask WriteAsync(ModelPiece piece, CancellationToken cancellationToken)
    {
        if (KindOf(piece.Kind) is { } kind)
        {
            var name = StreamName.Parse(piece.Stream);
            streams.Append(name.Run, new StreamDraft(kind, name.Agent, piece.Text) { Source = name.Source == name.Run ? null : name.Source });
        }

        return ValueTask.CompletedTask;
    }

    // What tools are asked for is told when they are called, with their arguments.
    private static StreamKind? KindOf(PieceKind kind) => kind switch
    {
        PieceKind.Begin => StreamKind.Begin,
        PieceKind.Text => StreamKind.Text,
        PieceKind.End => StreamKind.End,
        _ => null,
    };
}
