using Microsoft.DurableTask.Client;
using Workflows.Cli.Commands;
using Workflows.Contracts.Research;
using Workflows.Functions.Research;

namespace Workflows.Cli.Runs;

/// <summary>The research: a question and a folder in, an answer with citations out.</summary>
internal sealed class ResearchWorkflow() : KnownWorkflow("Research")
{
    public override object ReadInput(RunRequest request)
    {
        if (request.Question is not null && request.Input is not null)
            throw new CliException(ExitCode.Usage, "The question was given twice: leave out --question, or the text before it.");
        var question = (request.Question ?? request.Input)?.Trim();
        if (string.IsNullOrEmpty(question))
            throw new CliException(ExitCode.BadInput, "The question is missing. Ask it with --question \"...\".");
        if (request.Files is null)
            return new ResearchRequest(question, Model: request.Model);
        var folder = Path.GetFullPath(request.Files);
        if (!Directory.Exists(folder))
            throw new CliException(ExitCode.BadInput, $"There is no folder '{folder}'. Check --files, or leave it out to look in the samples.");
        return new ResearchRequest(question, Path.TrimEndingDirectorySeparator(folder), request.Model);
    }

    public override async Task<int> PresentAsync(OrchestrationMetadata end, RunRequest request, CancellationToken cancellationToken)
    {
        if (end.RuntimeStatus != OrchestrationRuntimeStatus.Completed || end.ReadOutputAs<ResearchReport>() is not { } report)
            throw Failure(end);
        if (report.Problem is { } problem)
            throw new CliException(ExitCode.BadInput, problem);
        try
        {
            await ResearchWriter.WriteAsync(report, request.Out, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.Failed, $"The research is done, but it cannot be written to '{request.Out}': {error.Message} "
                + $"Nothing is lost; write it elsewhere with: {request.ResumeCommand(end.InstanceId)} --out <folder>");
        }

        if (request.Json)
            await Console.Out.WriteAsync(ResearchWriter.Json(report));
        else
            Show(report, request.Out);
        return ExitCode.Ok;
    }

    private static void Show(ResearchReport report, string folder)
    {
        Console.WriteLine();
        Console.WriteLine(report.Answer.Count == 0 ? "The files say nothing to this that stood the debate." : InboxCommand.Clean(report.Question));
        foreach (var paragraph in report.Answer)
        {
            Console.WriteLine($" • {InboxCommand.Clean(paragraph.Text)}");
            foreach (var claim in report.Claims.Where(claim => paragraph.Claims.Contains(claim.Id, StringComparer.Ordinal)))
                Console.WriteLine($"     {InboxCommand.Clean(claim.File)}:{claim.Line}");
        }

        foreach (var gap in report.NotDone)
            Console.WriteLine($"not done: {InboxCommand.Clean(gap.What)}: {InboxCommand.Clean(gap.Why)} {gap.Cure}");
        Console.WriteLine($"{report.Claims.Count(claim => claim.Kept)} claims kept of {report.Claims.Count}, by {string.Join(", ", report.Models)}. "
            + $"Report: {Path.Combine(folder, ResearchWriter.MarkdownName)} and {ResearchWriter.JsonName}");
    }
}
