using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Repository.Tests.Support;

/// <summary>A text file of the repository.</summary>
/// <param name="Path">Relative to the root, with forward slashes.</param>
/// <param name="Text">Its content.</param>
internal sealed record SourceFile(string Path, string Text)
{
    private readonly Lazy<CompilationUnitSyntax> syntax = new(() => SyntaxFactory.ParseCompilationUnit(Text));

    public CompilationUnitSyntax Syntax => syntax.Value;

    public IEnumerable<T> Nodes<T>() where T : SyntaxNode => Syntax.DescendantNodes().OfType<T>();

    public string[] Lines => Text.TrimEnd('\n').Split('\n');

    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    public bool IsSource => Path.StartsWith("src/", StringComparison.Ordinal);

    /// <summary>'path:line what', the form of every message here.</summary>
    public string At(SyntaxNodeOrToken place, string what) => At(place.GetLocation()!.GetLineSpan().StartLinePosition.Line + 1, what);

    public string At(int line, string what) => $"{Path}:{line} {what}";
}
