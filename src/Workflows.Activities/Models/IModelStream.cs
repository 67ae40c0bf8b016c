namespace Workflows.Activities.Models;

/// <summary>Takes the pieces of answers while they come. Register one implementation; without it nothing is streamed.</summary>
public interface IModelStream
{
    /// <summary>
    /// Takes one piece. Pieces of one answer come one after the other, and the next waits until this one is taken; answers of different
    /// streams come at once. An answer that is asked for again, after a crash or a failure, begins anew with <see cref="PieceKind.Begin"/>.
    /// </summary>
    /// <param name="piece">The piece.</param>
    /// <param name="cancellationToken">The call was given up.</param>
    /// <returns>A task that ends when the piece is taken. An exception stops the streaming, not the answer.</returns>
    ValueTask WriteAsync(ModelPiece piece, CancellationToken cancellationToken);
}
