using System.Text.Encodings.Web;
using System.Text.Json;
using Workflows.Contracts.Research;

namespace Workflows.Functions.Research;

/// <summary>What the agents of a research are asked: the question and the material between tags, each tag alone on its line. Pure.</summary>
internal static class ResearchPrompts
{
    private const int FilesShown = 200;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Plan(string question, IReadOnlyList<string> files, IReadOnlyList<string> empty) =>
        Tag("question", question) + Tag("files", string.Join('\n', files.Take(FilesShown)))
        + (empty.Count == 0 ? "" : Tag("found-nothing", string.Join('\n', empty)) + "These parts found nothing. Look for it in other words.\n")
        + "Cut the question into 1 to 4 parts that can be looked up one by one.";

    public static string Search(string part) =>
        Tag("question", part) + "Find what the files say to this. Claim only what a line shows, and quote that line. No claim is an answer too.";

    public static string Criticise(string question, IEnumerable<ResearchClaim> claims) =>
        Tag("question", question) + Claims(claims) + "Judge every claim: does its quote show it, and does it answer the question?";

    public static string Defend(string question, IEnumerable<ResearchClaim> claims) =>
        Tag("question", question) + Claims(claims) + "The critic opposes these claims, with the objection of each. Defend or withdraw each.";

    public static string Vote(string question, IEnumerable<ResearchClaim> claims) =>
        Tag("question", question) + Claims(claims) + "These claims were defended, with the defence of each. Give your last verdict on each.";

    public static string Write(string question, IEnumerable<ResearchClaim> claims) =>
        Tag("question", question) + Claims(claims) + "Answer the question from these claims and nothing else. Every paragraph names its claims.";

    private static string Claims(IEnumerable<ResearchClaim> claims) => Tag("claims", JsonSerializer.Serialize(claims.Select(claim =>
        new { claim.Id, claim.Text, claim.File, claim.Line, claim.Quote, claim.Objection, claim.Defence }), Json));

    // A line of the text itself cannot pass for the closing tag: it is set back by a blank.
    private static string Tag(string name, string text) => $"<{name}>\n{text.Replace("\n</", "\n </", StringComparison.Ordinal).TrimStart('<')}\n</{name}>\n";
}
