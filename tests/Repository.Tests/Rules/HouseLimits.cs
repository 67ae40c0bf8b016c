using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Repository.Tests.Support;

namespace Repository.Tests.Rules;

/// <summary>
/// The house's numbers. We aim lower (300 lines, 40, 140 columns, 5 parameters); here stands what nobody passes without a stated
/// reason.
/// </summary>
internal static class HouseLimits
{
    private const int FileLinesMax = 400;
    private const int MethodLinesMax = 60;
    private const int ColumnsMax = 160;
    private const int ParametersMax = 7;

    public static IEnumerable<string> FileLength(SourceFile file)
    {
        if (file.Lines.Length > FileLinesMax)
            yield return file.At(FileLinesMax + 1, $"the file has {file.Lines.Length} lines, more than {FileLinesMax}");
    }

    /// <summary>
    /// From the signature to the closing brace. A member that is one switch or one collection expression is a table and may be
    /// longer.
    /// </summary>
    public static IEnumerable<string> MethodLength(SourceFile file)
    {
        foreach (var member in file.Nodes<SyntaxNode>())
        {
            SyntaxNode? body = member switch
            {
                BaseMethodDeclarationSyntax method => method.Body ?? (SyntaxNode?)Code(method.ExpressionBody),
                AccessorDeclarationSyntax accessor => accessor.Body ?? (SyntaxNode?)Code(accessor.ExpressionBody),
                LocalFunctionStatementSyntax local => local.Body ?? (SyntaxNode?)Code(local.ExpressionBody),
                _ => null,
            };
            if (body is not null && LinesOf(body) is var lines and > MethodLinesMax)
                yield return file.At(body, $"the body has {lines} lines, more than {MethodLinesMax}");
        }
    }

    /// <summary>Counts code: the text of a string literal may be as long as the sentence it carries.</summary>
    public static IEnumerable<string> LineLength(SourceFile file)
    {
        var lines = file.Lines;
        var literal = new int[lines.Length];
        foreach (var token in file.Syntax.DescendantTokens().Where(IsLiteral))
        {
            var span = token.GetLocation().GetLineSpan();
            for (var line = span.StartLinePosition.Line; line <= span.EndLinePosition.Line; line++)
            {
                var from = line == span.StartLinePosition.Line ? span.StartLinePosition.Character : 0;
                var to = line == span.EndLinePosition.Line ? span.EndLinePosition.Character : lines[line].Length;
                literal[line] += to - from;
            }
        }

        for (var line = 0; line < lines.Length; line++)
        {
            if (lines[line].Length - literal[line] > ColumnsMax)
                yield return file.At(line + 1, $"{lines[line].Length - literal[line]} columns beside literals, more than {ColumnsMax}");
        }
    }

    /// <summary>Methods and constructors; a record's list of fields is its shape, and a theory's are the columns of its data.</summary>
    public static IEnumerable<string> Parameters(SourceFile file) =>
        from list in file.Nodes<ParameterListSyntax>()
        where list.Parameters.Count > ParametersMax && list.Parent is not RecordDeclarationSyntax && !TestHabits.IsTestMethod(list.Parent)
        select file.At(list, $"{list.Parameters.Count} parameters, more than {ParametersMax}");

    private static bool IsLiteral(SyntaxToken token) => token.Kind()
        is SyntaxKind.StringLiteralToken or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.Utf8StringLiteralToken
        or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken;

    private static ExpressionSyntax? Code(ArrowExpressionClauseSyntax? arrow) =>
        arrow?.Expression is SwitchExpressionSyntax or CollectionExpressionSyntax ? null : arrow?.Expression;

    private static int LinesOf(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }
}
