namespace Runtime.Engine.Store;

/// <summary>Changes to stored turns of one execution.</summary>
/// <param name="Kept">Number of turns that stay; the ones behind them are removed.</param>
/// <param name="Rewritten">Turns among those that stay which get new contents.</param>
public sealed record HistoryEdit(int Kept, IReadOnlyList<RewrittenTurn> Rewritten);

/// <summary>A stored turn with new contents.</summary>
/// <param name="Index">Its position in the execution, from 0.</param>
/// <param name="Chunk">The contents.</param>
public sealed record RewrittenTurn(int Index, byte[] Chunk);
