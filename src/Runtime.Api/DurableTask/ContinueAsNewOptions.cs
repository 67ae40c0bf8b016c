namespace Microsoft.DurableTask;

/// <summary>How an orchestration goes on as a new execution.</summary>
public class ContinueAsNewOptions
{
    /// <summary>Input of the new execution.</summary>
    public object? NewInput { get; set; }

    /// <summary>Whether events that nobody read are sent to the new execution; true by default.</summary>
    public bool PreserveUnprocessedEvents { get; set; } = true;

    /// <summary>Version of the new execution; the present one when null.</summary>
    public string? NewVersion { get; set; }
}
