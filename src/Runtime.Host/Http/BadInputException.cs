namespace Runtime.Host.Http;

/// <summary>The caller sent something that cannot be used; the message is for the caller.</summary>
internal sealed class BadInputException(string message, int status = 400) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>The parameter or property that is wrong; null when it is none or more than one.</summary>
    public string? Field { get; init; }
}
