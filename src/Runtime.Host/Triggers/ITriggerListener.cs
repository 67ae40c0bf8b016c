namespace Runtime.Host.Triggers;

/// <summary>Watches for what sets one function off, and calls it.</summary>
internal interface ITriggerListener
{
    /// <summary>The function.</summary>
    string Function { get; }

    /// <summary>Why it hears nothing at the moment; null when it listens.</summary>
    string? Trouble { get; }

    /// <summary>Whether nothing is due or waits to be taken up. For tests on virtual time, which move the clock only then.</summary>
    ValueTask<bool> IsIdleAsync();

    /// <summary>Begins to listen and returns at once.</summary>
    void Start();

    /// <summary>Takes up nothing new from now on. What runs goes on.</summary>
    void StopAccepting();

    /// <summary>Ends when nothing that it began runs any more, after it was told to stop accepting.</summary>
    Task DrainAsync();
}
