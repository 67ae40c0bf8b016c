using Microsoft.Extensions.Options;
using Workflows.Tools.Builtin.Data;
using Workflows.Tools.Builtin.Files;
using Workflows.Tools.Builtin.Text;
using Workflows.Tools.Builtin.Values;
using Workflows.Tools.Builtin.Web;

namespace Workflows.Tools.Builtin;

/// <summary>The tools that come with the app.</summary>
internal sealed class BuiltinTools(IOptions<ToolOptions> options, ToolHttp http, TimeProvider clock) : IToolSource
{
    private readonly Lazy<IReadOnlyList<ITool>> tools = new(() => Make(options, http, clock));

    public string Name => "builtin";

    public bool MayHave(string tool) => tools.Value.Any(one => one.Descriptor.Name == tool);

    public Task<IReadOnlyList<ITool>> ToolsAsync(CancellationToken cancellationToken) => Task.FromResult(tools.Value);

    private static IReadOnlyList<ITool> Make(IOptions<ToolOptions> options, ToolHttp http, TimeProvider clock)
    {
        var files = new Files.FileAccess(options);
        return
        [
            .. new FileTools(files).All(),
            .. new SearchTools(files).All(),
            .. new ArchiveTools(files).All(),
            .. TextTools.All(),
            .. RegexTools.All(),
            .. MarkupTools.All(),
            .. new VectorTools(files).All(),
            .. JsonTools.All(),
            .. new SqliteTools(files).All(),
            .. HashTools.All(),
            .. new DateTools(clock).All(),
            .. MathTools.All(),
            .. new HttpTools(http).All(),
        ];
    }
}
