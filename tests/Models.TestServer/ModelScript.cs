namespace Models.TestServer;

/// <summary>Ready-made scripts for a <see cref="ModelServer"/>.</summary>
public static class ModelScript
{
    /// <summary>One reply after the other; the last one again for whatever comes after.</summary>
    public static Func<ModelRequest, ModelReply> InOrder(params ModelReply[] replies)
    {
        var next = -1;
        return _ => replies[Math.Min(Interlocked.Increment(ref next), replies.Length - 1)];
    }
}
