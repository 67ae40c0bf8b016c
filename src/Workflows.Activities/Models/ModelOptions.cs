namespace Workflows.Activities.Models;

/// <summary>
/// The models a user configured, from the section <c>Models</c> of the configuration. With nothing configured there is one model, the
/// built-in <c>extractive</c> one; a provider's key alone changes nothing. docs/models.md has an example for each provider.
/// </summary>
public sealed class ModelOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Models";

    /// <summary>
    /// The model of calls that name none: a name in <see cref="Named"/>, <c>extractive</c>, or a shorthand such as
    /// <c>openai:gpt-5-mini</c>, <c>anthropic:claude-sonnet-4-5</c>, <c>azure-openai:deployment</c> or
    /// <c>compatible:llama3@http://127.0.0.1:11434/v1</c>.
    /// </summary>
    public string Default { get; set; } = "extractive";

    /// <summary>Further models by name, without regard to case. A setting may hold a shorthand instead of a block.</summary>
    public IDictionary<string, NamedModelOptions> Named { get; } =
        new Dictionary<string, NamedModelOptions>(StringComparer.OrdinalIgnoreCase);

    /// <summary>MiB that local services may take together, 16,384 unless set; the one asked least recently is stopped for another.</summary>
    public int ServiceMemoryMb { get; set; } = 16 * 1024;

    /// <summary>What could not be read from the configuration; reported with the rest when the options are validated.</summary>
    internal List<string> ReadErrors { get; } = [];
}
