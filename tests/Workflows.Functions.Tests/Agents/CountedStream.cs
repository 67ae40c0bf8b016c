using Workflows.Activities.Models;
using Workflows.Activities.Streams;

namespace Workflows.Functions.Tests.Agents;

/// <summary>The streams, and how many answers have begun and not ended.</summary>
internal sealed class CountedStream : IModelStream
{
    private ModelStream? inner;
    private int inFlight;

    public int InFlight => Volatile.Read(ref inFlight);

    public CountedStream Over(RunStreams streams)
    {
        inner = new ModelStream(streams);
        return this;
    }

    public ValueTask WriteAsync(ModelPiece piece, CancellationToken cancellationToken)
    {
        if (piece.Kind == PieceKind.Begin)
            Interlocked.Increment(ref inFlight);
        else if (piece.Kind == PieceKind.End)
            Interlocked.Decrement(ref inFlight);
        return inner!.WriteAsync(piece, cancellationToken);
    }
}
