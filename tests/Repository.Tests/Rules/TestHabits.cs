using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Repository.Tests.Support;

namespace Repository.Tests.Rules;

/// <summary>How tests are named, and what a skipped one owes its reader.</summary>
internal static partial class TestHabits
{
    private const int ReasonMin = 8;        // shorter is no reason

    public static IEnumerable<string> SkipReasons(SourceFile file) =>
        from attribute in file.Nodes<AttributeSyntax>()
        where IsTest(attribute) && attribute.ArgumentList is not null
        from argument in attribute.ArgumentList!.Arguments
        where argument.NameEquals?.Name.Identifier.Text == "Skip"
        where argument.Expression is not LiteralExpressionSyntax { Token.ValueText.Length: >= ReasonMin }
        select file.At(attribute, "is skipped without a reason on the spot");

    /// <summary>Verb_Condition_Result, or FactNNN_What (FactNNNAndMMM_What) for the numbered facts of the semantics.</summary>
    public static IEnumerable<string> Names(SourceFile file) =>
        from method in file.Nodes<MethodDeclarationSyntax>()
        where IsTestMethod(method) && !TestName().IsMatch(method.Identifier.Text)
        select file.At(method, $"test {method.Identifier.Text} is not named Verb_Condition_Result");

    public static bool IsTestMethod(SyntaxNode? node) =>
        node is MethodDeclarationSyntax method && method.AttributeLists.SelectMany(list => list.Attributes).Any(IsTest);

    private static bool IsTest(AttributeSyntax attribute) =>
        attribute.Name.ToString() is { } name && (Is(name, "Fact") || Is(name, "Theory"));

    private static bool Is(string name, string kind) => name.EndsWith(kind, StringComparison.Ordinal);

    [GeneratedRegex(
        @"^(?:[A-Z][A-Za-z0-9]*(?:_[A-Z0-9][A-Za-z0-9]*){2}"
        + @"|Fact\d{3}[a-z]?(?:And\d{3}[a-z]?)*(?:_[A-Z0-9][A-Za-z0-9]*)+)$", RegexOptions.None, 1000)]
    private static partial Regex TestName();
}
