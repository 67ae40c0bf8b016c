namespace Microsoft.Azure.Functions.Worker;

/// <summary>A client that knows where the management API of its host is; others need a request to tell.</summary>
internal interface IManagementAddress
{
    /// <summary>Scheme and authority, without a trailing slash; null when the host serves no HTTP.</summary>
    string? BaseUrl { get; }
}
