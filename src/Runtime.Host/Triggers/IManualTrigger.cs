namespace Runtime.Host.Triggers;

/// <summary>A function that can be run by hand.</summary>
internal interface IManualTrigger
{
    /// <summary>Runs the function once and ends with it, whether it succeeds or fails; a failure is in the log.</summary>
    /// <param name="input">What stands for the event: a message's text, a blob's path; not used by a timer.</param>
    Task RunByHandAsync(string? input);
}
