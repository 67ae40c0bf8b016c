namespace Microsoft.Azure.Functions.Worker;

/// <summary>Makes the codes that open management addresses, where a host asks for them.</summary>
internal interface IManagementCodes
{
    /// <summary>The code of an instance's addresses; null when none is asked for.</summary>
    string? CodeFor(string instanceId);
}
