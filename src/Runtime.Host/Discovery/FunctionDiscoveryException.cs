namespace Workflows.Runtime;

/// <summary>Some functions cannot be run as written. Every error found is named, not only the first.</summary>
public sealed class FunctionDiscoveryException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="errors">One sentence for each error, with the place and the cure.</param>
    public FunctionDiscoveryException(IReadOnlyList<string> errors)
        : base(
            $"{errors.Count} {(errors.Count == 1 ? "error" : "errors")} in the app's functions:{Environment.NewLine}" +
            string.Join(Environment.NewLine, errors.Select(error => "  - " + error)))
    {
        Errors = errors;
    }

    /// <summary>One sentence for each error.</summary>
    public IReadOnlyList<string> Errors { get; }
}
