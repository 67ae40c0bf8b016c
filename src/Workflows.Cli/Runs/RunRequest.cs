namespace Workflows.Cli.Runs;

/// <summary>What the command line of <c>run</c> asked for.</summary>
/// <param name="Workflow">Name of the workflow, in any case.</param>
/// <param name="Input">Its input as typed; null when there was none.</param>
internal sealed record RunRequest(string Workflow, string? Input)
{
    public string? Id { get; init; }

    public bool Resume { get; init; }

    /// <summary>Full path of the folder for results.</summary>
    public required string Out { get; init; }

    public string? Hub { get; init; }

    public bool Json { get; init; }

    /// <summary>What a research shall find out; null when it was not asked with an option.</summary>
    public string? Question { get; init; }

    /// <summary>The folder that a research looks in; null for the samples.</summary>
    public string? Files { get; init; }

    /// <summary>The model that a research asks; null for those of its agents.</summary>
    public string? Model { get; init; }

    /// <exception cref="CliException">An option was given that only a research has.</exception>
    public void RefuseResearchOptions()
    {
        if (Question is not null || Files is not null || Model is not null)
            throw new CliException(ExitCode.Usage, "--question, --files and --model belong to research; leave them out.");
    }

    /// <summary>The command that carries a run on, as it can be typed.</summary>
    public string ResumeCommand(string id) => $"run {Workflow.ToLowerInvariant()} --id {id} --resume" + (Hub is null ? "" : $" --hub {Quoted(Hub)}");

    private static string Quoted(string text) => text.Contains(' ', StringComparison.Ordinal) ? $"'{text}'" : text;
}
