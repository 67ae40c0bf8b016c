using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Repository.Tests.Support;

namespace Repository.Tests.Rules;

/// <summary>Habits of the house that a syntax tree can show.</summary>
internal static partial class Habits
{
    public static IEnumerable<string> Regions(SourceFile file) =>
        from directive in file.Syntax.DescendantTrivia()
        where directive.IsKind(SyntaxKind.RegionDirectiveTrivia)
        select file.At(directive.Token.Parent!, "has a region");

    public static IEnumerable<string> AsyncVoid(SourceFile file) =>
        from node in file.Nodes<SyntaxNode>()
        let head = node switch
        {
            MethodDeclarationSyntax method => (method.Modifiers, method.ReturnType),
            LocalFunctionStatementSyntax local => (local.Modifiers, local.ReturnType),
            _ => (default, null),
        }
        where head.Modifiers.Any(SyntaxKind.AsyncKeyword) && head.ReturnType?.ToString() == "void"
        select file.At(node, "is async void");

    /// <summary>Blocking on a task. Where there is no other way, a pragma beside it gives the reason.</summary>
    public static IEnumerable<string> Blocking(SourceFile file)
    {
        foreach (var access in file.Nodes<MemberAccessExpressionSyntax>().Where(IsBlocking))
        {
            if (!IsAllowedByPragma(file, access.SpanStart))
                yield return file.At(access, $"blocks with .{access.Name}");
        }
    }

    public static IEnumerable<string> Sleeps(SourceFile file) =>
        from access in file.Nodes<MemberAccessExpressionSyntax>()
        where file.IsTest && access.ToString() is ("Thread.Sleep" or "System.Threading.Thread.Sleep")
        select file.At(access, "sleeps: wait for the event, or move a manual clock");

    /// <summary>A partial class says it once.</summary>
    public static IEnumerable<string> OpenClasses(IEnumerable<SourceFile> files) =>
        from part in
            from file in files
            from type in file.Nodes<TypeDeclarationSyntax>()
            where type.Kind() is SyntaxKind.ClassDeclaration or SyntaxKind.RecordDeclaration
            select (file, type, folder: Path.GetDirectoryName(file.Path), name: FullName(type))
        group part by (part.folder, part.name) into parts
        where !parts.Any(part => part.type.Modifiers.Any(modifier =>
            modifier.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.StaticKeyword or SyntaxKind.AbstractKeyword))
        let first = parts.First()
        select first.file.At(first.type, $"class {first.name} is neither sealed nor static nor abstract");

    public static IEnumerable<string> Unfinished(SourceFile file)
    {
        var comments = from trivia in file.Syntax.DescendantTrivia(descendIntoTrivia: true)
                       where trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
                           or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia
                       where UnfinishedMark().IsMatch(trivia.ToFullString())
                       select file.At(trivia.GetLocation().GetLineSpan().StartLinePosition.Line + 1, "leaves work in a comment");
        var throws = from create in file.Nodes<ObjectCreationExpressionSyntax>()
                     where create.Type.ToString().EndsWith("NotImplementedException", StringComparison.Ordinal)
                     select file.At(create, "throws NotImplementedException");
        return comments.Concat(throws);
    }

    public static IEnumerable<string> Suppressions(SourceFile file)
    {
        var pragmas = from directive in Pragmas(file)
                      where IsDisable(directive) && !directive.ToFullString().Contains("//", StringComparison.Ordinal)
                      select file.At(directive, "switches a warning off without a reason on the line");
        var attributes = from attribute in file.Nodes<AttributeSyntax>()
                         where attribute.Name.ToString().EndsWith("SuppressMessage", StringComparison.Ordinal)
                         where attribute.ArgumentList?.ToString().Contains("Justification", StringComparison.Ordinal) != true
                         select file.At(attribute, "suppresses a message without a Justification");
        return pragmas.Concat(attributes);
    }

    private static bool IsBlocking(MemberAccessExpressionSyntax access) => access.Name.Identifier.Text switch
    {
        "Wait" => access.Parent is InvocationExpressionSyntax && LooksLikeTask(access.Expression),
        "WaitAll" or "WaitAny" => access.Expression.ToString() == "Task",
        "GetResult" => access.Expression.ToString().EndsWith(".GetAwaiter()", StringComparison.Ordinal),
        "Result" => access.Parent is not AssignmentExpressionSyntax && LooksLikeTask(access.Expression),
        _ => false,
    };

    private static bool LooksLikeTask(ExpressionSyntax expression) => expression switch
    {
        InvocationExpressionSyntax call => call.Expression.ToString().EndsWith("Async", StringComparison.Ordinal),
        IdentifierNameSyntax name => name.Identifier.Text.EndsWith("task", StringComparison.OrdinalIgnoreCase),
        MemberAccessExpressionSyntax member => member.Name.Identifier.Text.EndsWith("Task", StringComparison.Ordinal),
        _ => false,
    };

    private static bool IsAllowedByPragma(SourceFile file, int position) =>
        Pragmas(file).LastOrDefault(directive => directive.SpanStart < position && IsAboutBlocking(directive)) is { } last && IsDisable(last);

    private static IEnumerable<PragmaWarningDirectiveTriviaSyntax> Pragmas(SourceFile file) =>
        file.Syntax.DescendantNodes(descendIntoTrivia: true).OfType<PragmaWarningDirectiveTriviaSyntax>();

    private static bool IsDisable(PragmaWarningDirectiveTriviaSyntax directive) =>
        directive.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword);

    private static bool IsAboutBlocking(PragmaWarningDirectiveTriviaSyntax directive) =>
        directive.ErrorCodes.Any(code => code.ToString() is "VSTHRD002" or "VSTHRD103" or "VSTHRD104");

    private static string FullName(TypeDeclarationSyntax type)
    {
        var outer = type.Ancestors().OfType<TypeDeclarationSyntax>().Reverse().Select(parent => parent.Identifier.Text);
        var arity = type.TypeParameterList is { } generic ? $"`{generic.Parameters.Count}" : "";
        return string.Join('.', [.. outer, type.Identifier.Text]) + arity;
    }

    private const string Marks = "(?:TO" + "DO|FIX" + "ME|HA" + "CK|X" + "XX)";

    [GeneratedRegex(
        @"\b" + Marks + @"\b(?:\s*[:(]|\s*$)|^\s*//+\s*" + Marks + @"\b", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex UnfinishedMark();
}
