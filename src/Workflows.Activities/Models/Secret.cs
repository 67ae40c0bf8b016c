namespace Workflows.Activities.Models;

/// <summary>A provider's key. It prints as asterisks, so that no record, log or exception that holds it can show it by accident.</summary>
internal sealed class Secret(string value)
{
    public string Reveal() => value;

    /// <summary>Takes the key out of a text that came from outside and may echo it.</summary>
    public string Scrub(string text) => text.Replace(value, "[key]", StringComparison.Ordinal);

    public override string ToString() => "***";
}
