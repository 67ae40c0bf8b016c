namespace Workflows.Contracts.Tools;

/// <summary>Turns a person's yes into a token that lets exactly one call pass. Only code that a person stands behind may ask for tokens.</summary>
public interface IToolApprovals
{
    /// <summary>Issues a token for one call of the tool and arguments that have this hash. It expires after the time that the settings name.</summary>
    /// <param name="hash"><see cref="ToolApprovalRequest.Hash"/> of what the person saw.</param>
    /// <param name="approvedBy">Who said yes; goes into the token and the journal.</param>
    /// <returns>The token, for <see cref="ToolCall.ApprovalToken"/>.</returns>
    /// <exception cref="ArgumentException">The hash is no SHA-256 in hex, or the name is empty.</exception>
    string Issue(string hash, string approvedBy);
}
