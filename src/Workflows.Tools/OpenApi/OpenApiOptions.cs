namespace Workflows.Tools.OpenApi;

/// <summary>One OpenAPI document whose operations are offered as tools.</summary>
public sealed class OpenApiOptions
{
    /// <summary>Path of the document, JSON or YAML, version 3.0 or 3.1.</summary>
    public string Document { get; set; } = "";

    /// <summary>Address that paths are appended to; empty for the document's first server. Its host must be on the list Tools:Http:Hosts.</summary>
    public string BaseUrl { get; set; } = "";

    /// <summary>Operations to offer, by operationId; with none, all.</summary>
    public IList<string> Operations { get; } = [];

    /// <summary>Names of headers, each with the name of the setting that holds its value, so that no secret stands here.</summary>
    public IDictionary<string, string> HeaderSettings { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Seconds that a call may take.</summary>
    public int TimeoutSeconds { get; set; } = 30;
}
