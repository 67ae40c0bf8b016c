using Workflows.Contracts.Files;

namespace Workflows.Activities.Models.Extractive;

/// <summary>What a match of a rule means, in words; what no entry names is told by its severity.</summary>
internal static class RuleWords
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["privkey"] = "A private key stands in a file",
        ["pgpkey"] = "A PGP private key stands in a file",
        ["gcpsa"] = "A service account's key file is stored",
        ["jwt"] = "A signed token (JWT) stands in a file",
        ["urlcred"] = "An address holds a user name and password",
        ["connpw"] = "A password stands in a connection string or setting",
        ["generic"] = "A value named like a secret stands in a file",
        ["email"] = "E-mail addresses occur",
        ["phone"] = "Phone numbers occur",
        ["ssn"] = "Numbers in the form of a US social security number occur",
        ["ccard"] = "Numbers in the form of a payment card occur",
        ["iban"] = "Numbers in the form of a bank account (IBAN) occur",
        ["agpl"] = "The AGPL licence marks a file, which obliges whoever offers the program over a network",
        ["confidential"] = "Text is marked as confidential",
        ["internal-only"] = "Text is marked for internal use only",
    };

    public static string For(string rule, Severity severity) => Words.TryGetValue(rule, out var words) ? words : severity switch
    {
        Severity.Critical or Severity.High => "Text in the form of a live credential occurs",
        Severity.Medium => "Text in the form of a secret occurs",
        Severity.Low => "Text in the form of personal data occurs",
        _ => "A marker worth knowing occurs",
    };
}
