namespace Workflows.Contracts.Files;

/// <summary>How much a finding matters, from a note to a live credential.</summary>
public enum Severity
{
    /// <summary>Worth knowing, for example a licence marker.</summary>
    Info = 0,

    /// <summary>Weak evidence, or personal data of low sensitivity.</summary>
    Low = 1,

    /// <summary>Personal data or a pattern that is often, not always, a secret.</summary>
    Medium = 2,

    /// <summary>A string in the exact form of a provider's credential.</summary>
    High = 3,

    /// <summary>A private key or an account-wide credential.</summary>
    Critical = 4,
}

/// <summary>One place in one file where a rule matched.</summary>
/// <param name="File">Path relative to the scanned folder, '/' between its parts.</param>
/// <param name="Rule">Id of the rule, as in the rules file.</param>
/// <param name="Line">Line of the match's first byte, counted from 1.</param>
/// <param name="Offset">Offset of the match in bytes from the start of the file as stored (also in UTF-16 files).</param>
/// <param name="Length">Length of the match in bytes as stored.</param>
/// <param name="Severity">The rule's severity.</param>
public sealed record Finding(string File, string Rule, int Line, long Offset, int Length, Severity Severity);
