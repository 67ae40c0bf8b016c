using Microsoft.Azure.Functions.Worker;
using Workflows.Contracts.People;
using Workflows.Contracts.Tools;

namespace Workflows.Activities.People;

/// <summary>Turns a person's yes into the token that lets one call pass.</summary>
/// <param name="approvals">Issues tokens.</param>
public sealed class IssueApprovalActivity(IToolApprovals approvals)
{
    /// <summary>Issues a token.</summary>
    /// <param name="order">The call and the person.</param>
    [Function("IssueApproval")]
    public string Run([ActivityTrigger] TokenOrder order) => approvals.Issue(order.Hash, order.ApprovedBy);
}
