using System.ComponentModel;
using HandlebarsDotNet;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Text;

/// <summary>Count, cut, compare and fill in texts.</summary>
internal static class TextTools
{
    private const int CharsMax = 1024 * 1024;        // loops in loops over lists multiply

    public static IEnumerable<ITool> All() =>
    [
        Tool.Create<TextArguments>("text_count", "Characters, words and lines of a text.", ToolEffect.ReadOnly, Count),
        Tool.Create<ChunkArguments>("text_chunk", "Cuts a text into pieces of a size, at paragraphs and lines where it can.", ToolEffect.ReadOnly,
            static arguments => ToolResult.Json(new { Chunks = TextChunks.Of(arguments.Text, Math.Clamp(arguments.Characters, 50, 50_000)) })),
        Tool.Create<DiffArguments>("text_diff", "Unified diff of two texts.", ToolEffect.ReadOnly,
            static arguments => new ToolResult(UnifiedDiff.Of(arguments.Before, arguments.After, arguments.Context))),
        Tool.Create<PatchArguments>("text_patch", "Applies a unified diff to a text.", ToolEffect.ReadOnly,
            static arguments => new ToolResult(UnifiedPatch.Apply(arguments.Text, arguments.Patch))),
        Tool.CreateEndable<TemplateArguments>("template_render", "Fills in a Handlebars template.", Render),
    ];

    private static ToolResult Count(TextArguments arguments) => ToolResult.Json(new
    {
        Characters = arguments.Text.Length,
        Words = arguments.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length,
        Lines = arguments.Text.Length == 0 ? 0 : arguments.Text.TrimEnd('\n').Count(character => character == '\n') + 1,
    });

    private static ToolResult Render(TemplateArguments arguments, CancellationToken cancellationToken)
    {
        try
        {
            var settings = new HandlebarsConfiguration { NoEscape = !arguments.EscapeHtml, ThrowOnUnresolvedBindingExpression = false };
            settings.CompileTimeConfiguration.ExpressionMiddleware.Add(new EndableTemplate(cancellationToken));
            var bars = Handlebars.Create(settings);
            using var reader = new StringReader(arguments.Template);
            using var written = new BoundedWriter(CharsMax);
            bars.Compile(reader)(written, JsonValues.Plain(arguments.Values), null);
            return new ToolResult(written.ToString());
        }
        catch (HandlebarsException error)
        {
            throw new ToolException(ToolErrorKind.InvalidArguments, $"The template is wrong: {error.Message}", error);
        }
    }

    private sealed record TextArguments(string Text);

    private sealed record ChunkArguments(string Text, [property: Description("Size of a piece in characters.")] int Characters = 2000);

    private sealed record DiffArguments(string Before, string After, [property: Description("Unchanged lines around a change.")] int Context = 3);

    private sealed record PatchArguments(string Text, string Patch);

    private sealed record TemplateArguments(
        [property: Description("For example: Dear {{name}}, {{#each items}}{{this}} {{/each}}")] string Template,
        System.Text.Json.JsonElement Values,
        bool EscapeHtml = false);
}
