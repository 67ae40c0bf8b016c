namespace Runtime.Engine.Pumps;

/// <summary>
/// Counts who is in, up to a number. Nobody is counted who does not get in: whoever looked in at a full house for a moment would make another
/// turn away who leaves work behind, and nobody would come for it.
/// </summary>
internal sealed class Places(int most)
{
    private int taken;

    public int Taken => Volatile.Read(ref taken);

    public bool TryEnter()
    {
        // A full fence: what the caller put into its queue before is seen by whoever leaves after this read.
        for (var seen = Interlocked.CompareExchange(ref taken, 0, 0); seen < most;)
        {
            var before = Interlocked.CompareExchange(ref taken, seen + 1, seen);
            if (before == seen)
                return true;
            seen = before;
        }

        return false;
    }

    public void Leave() => Interlocked.Decrement(ref taken);
}
