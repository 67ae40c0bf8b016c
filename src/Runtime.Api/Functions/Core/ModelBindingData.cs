namespace Microsoft.Azure.Functions.Worker.Core;

/// <summary>A reference to data instead of the data.</summary>
public abstract class ModelBindingData
{
    /// <summary>Version of the content's shape.</summary>
    public abstract string Version { get; }

    /// <summary>Who made it.</summary>
    public abstract string Source { get; }

    /// <summary>The reference.</summary>
    public abstract BinaryData Content { get; }

    /// <summary>Media type of the content.</summary>
    public abstract string ContentType { get; }
}

/// <summary>Several references.</summary>
public abstract class CollectionModelBindingData
{
    /// <summary>The references.</summary>
    public abstract ModelBindingData[] ModelBindingData { get; }
}
