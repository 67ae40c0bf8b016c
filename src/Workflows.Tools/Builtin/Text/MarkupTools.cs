using AngleSharp.Dom;
using Markdig;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Text;

/// <summary>HTML and Markdown.</summary>
internal static class MarkupTools
{
    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().UseAdvancedExtensions().DisableHtml().Build();
    private static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        "p", "div", "section", "article", "header", "footer", "main", "nav", "ul", "ol", "table", "tr", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "br", "li", "hr",
    };

    public static IEnumerable<ITool> All() =>
    [
        Tool.CreateEndable<HtmlArguments>("html_to_text", "The readable text of an HTML page, without scripts and styles.",
            static (arguments, token) => new ToolResult(TextOf(arguments.Html, token))),
        Tool.Create<MarkdownArguments>("markdown_to_text", "Markdown as plain text.", ToolEffect.ReadOnly,
            static arguments => new ToolResult(Markdig.Markdown.ToPlainText(arguments.Markdown, Markdown))),
        Tool.Create<MarkdownArguments>("markdown_to_html", "Markdown as HTML; HTML inside is shown as text.", ToolEffect.ReadOnly,
            static arguments => new ToolResult(Markdig.Markdown.ToHtml(arguments.Markdown, Markdown))),
    ];

    public static string TextOf(string html, CancellationToken cancellationToken)
    {
        var document = HtmlReading.Read(html, cancellationToken);
        foreach (var hidden in document.QuerySelectorAll("script, style, noscript, template, svg").ToList())
        {
            cancellationToken.ThrowIfCancellationRequested();
            hidden.Remove();
        }

        var text = new System.Text.StringBuilder();
        if (document.Title is { Length: > 0 } title)
            text.Append(title.Trim()).Append("\n\n");
        if (document.Body is { } body)
            Append(body, text);
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));
    }

    private static void Append(INode node, System.Text.StringBuilder text)
    {
        foreach (var child in node.ChildNodes)
        {
            if (child is IText words)
            {
                text.Append(string.Join(' ', words.Data.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
                if (words.Data.Length > 0 && char.IsWhiteSpace(words.Data[^1]))
                    text.Append(' ');
            }
            else if (child is IElement element)
            {
                var block = Blocks.Contains(element.LocalName);
                if (block)
                    text.Append(element.LocalName == "li" ? "\n- " : "\n");
                Append(element, text);
                text.Append(block ? "\n" : element.LocalName is "td" or "th" ? "\t" : "");
            }
        }
    }

    private sealed record HtmlArguments(string Html);

    private sealed record MarkdownArguments(string Markdown);
}
