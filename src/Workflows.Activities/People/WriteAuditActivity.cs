using Microsoft.Azure.Functions.Worker;
using Workflows.Contracts.People;

namespace Workflows.Activities.People;

/// <summary>Writes the audit log.</summary>
/// <param name="log">The log.</param>
public sealed class WriteAuditActivity(AuditLog log)
{
    /// <summary>Writes one entry, once, however often the activity is executed.</summary>
    /// <param name="entry">The entry.</param>
    [Function("WriteAudit")]
    public bool Run([ActivityTrigger] AuditEntry entry)
    {
        log.Append(entry);
        return true;
    }
}
