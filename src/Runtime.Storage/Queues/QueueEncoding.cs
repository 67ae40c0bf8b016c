namespace Workflows.Storage;

/// <summary>How the bytes of an app stand in the text of a queue message.</summary>
public enum QueueEncoding
{
    /// <summary>As they are; they must be text. <c>"messageEncoding": "none"</c> in host.json.</summary>
    None,

    /// <summary>In Base64. The default of Azure Functions.</summary>
    Base64,
}
