using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>How new blobs are noticed.</summary>
public enum BlobTriggerSource
{
    /// <summary>By the container's log and by listing it.</summary>
    LogsAndContainerScan = 0,

    /// <summary>By Event Grid.</summary>
    EventGrid = 1,
}

/// <summary>Calls the function for a new or changed blob.</summary>
/// <param name="blobPath">Container and pattern, such as <c>inbox/{name}</c>.</param>
public sealed class BlobTriggerAttribute(string blobPath) : TriggerBindingAttribute
{
    /// <summary>Container and pattern.</summary>
    [BindingPropertyName("path")]
    public string BlobPath { get; } = blobPath;

    /// <summary>Name of the setting that holds the connection.</summary>
    public string? Connection { get; set; }

    /// <summary>How new blobs are noticed.</summary>
    public BlobTriggerSource Source { get; set; }
}

/// <summary>Gives the function a blob.</summary>
/// <param name="blobPath">Container and name.</param>
public sealed class BlobInputAttribute(string blobPath) : InputBindingAttribute
{
    /// <summary>Container and name.</summary>
    [BindingPropertyName("path")]
    public string BlobPath { get; } = blobPath;

    /// <summary>Name of the setting that holds the connection.</summary>
    public string? Connection { get; set; }
}

/// <summary>Writes what the function returns to a blob.</summary>
/// <param name="blobPath">Container and name.</param>
public sealed class BlobOutputAttribute(string blobPath) : OutputBindingAttribute
{
    /// <summary>Container and name.</summary>
    [BindingPropertyName("path")]
    public string BlobPath { get; } = blobPath;

    /// <summary>Name of the setting that holds the connection.</summary>
    public string? Connection { get; set; }
}
