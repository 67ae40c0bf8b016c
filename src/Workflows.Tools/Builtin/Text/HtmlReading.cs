using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Text;

/// <summary>
/// Reads a page that may mean harm. The parser looks through all open elements at a tag, so depth multiplies its work, and it makes unclosed elements anew
/// in each paragraph, which multiplies its memory; it takes no token.
/// </summary>
internal sealed class HtmlReading(CancellationToken cancellationToken)
{
    private const int DepthMax = 512;                           // where browsers stop, too
    private const long BytesMax = 512L * 1024 * 1024;           // a page of the largest size that tools take needs a tenth

    private readonly long before = GC.GetAllocatedBytesForCurrentThread();
    private INode? last;

    /// <exception cref="ToolException">No page for people is like that.</exception>
    public static IHtmlDocument Read(string html, CancellationToken cancellationToken)
    {
        var reading = new HtmlReading(cancellationToken);
        var watched = new HtmlParserOptions { OnToken = (_, _) => reading.Look(), OnCreated = (element, _) => reading.Take(element) };
        return new HtmlParser(watched).ParseDocument(html);
    }

    private void Look()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (GC.GetAllocatedBytesForCurrentThread() - before > BytesMax)
            throw new ToolException(ToolErrorKind.InvalidArguments, $"The page takes more than {BytesMax / (1024 * 1024)} MB to read: its elements are not closed.");
    }

    /// <summary>An element has its place only when the next one is made.</summary>
    private void Take(IElement made)
    {
        var depth = 0;
        for (var node = last; node is not null; node = node.Parent)
            depth++;
        if (depth > DepthMax)
            throw new ToolException(ToolErrorKind.InvalidArguments, $"The page is nested deeper than {DepthMax} elements: ask for a part of it.");
        last = made;
    }
}
