namespace Workflows.Activities.Models;

/// <summary>What a piece of an answer is.</summary>
public enum PieceKind
{
    /// <summary>An answer begins; the text is the model's name. What came before in this stream from an answer without an end is void.</summary>
    Begin = 0,

    /// <summary>More text of the answer.</summary>
    Text = 1,

    /// <summary>The model asks for a tool; the text is the tool's name.</summary>
    ToolRequest = 2,

    /// <summary>The answer ended; the text is the kind of its outcome, as answered or unavailable.</summary>
    End = 3,
}

/// <summary>One piece of an answer, as it came.</summary>
/// <param name="Stream">The call's <see cref="Workflows.Contracts.Models.ModelCall.Stream"/>.</param>
/// <param name="Sequence">0, 1, 2, … within one answer.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What it says.</param>
public sealed record ModelPiece(string Stream, int Sequence, PieceKind Kind, string Text);
