namespace Workflows.Runtime;

/// <summary>What a key opens.</summary>
public enum KeyScope
{
    /// <summary>Everything, /admin included.</summary>
    Master,

    /// <summary>Every HTTP function of level Function.</summary>
    Host,

    /// <summary>The management API of durable functions and /api/v1.</summary>
    System,

    /// <summary>One HTTP function.</summary>
    Function,
}
