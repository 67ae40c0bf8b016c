using System.Globalization;
using Microsoft.Azure.Functions.Worker;

namespace Runtime.Bench;

/// <summary>What queue-host runs: a function that does nothing but be counted.</summary>
/// <param name="seen">Counts.</param>
public sealed class QueueFunctions(SeenMessages seen)
{
    /// <summary>The queue it listens to.</summary>
    public const string Queue = "bench";

    /// <summary>Takes a message, which is its number.</summary>
    [Function("Take")]
    public void Take([QueueTrigger(Queue)] string text) => seen.Ran(int.Parse(text, CultureInfo.InvariantCulture));
}
