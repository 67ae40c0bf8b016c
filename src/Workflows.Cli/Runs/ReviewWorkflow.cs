using Microsoft.DurableTask.Client;
using Workflows.Cli.Views;
using Workflows.Contracts.Review;
using Workflows.Functions.Report;

namespace Workflows.Cli.Runs;

/// <summary>The review: a folder in, a report out.</summary>
internal sealed class ReviewWorkflow() : KnownWorkflow("Review")
{
    public override object ReadInput(RunRequest request)
    {
        request.RefuseResearchOptions();
        if (request.Input is not { } text)
            return new ReviewRequest();
        if (string.IsNullOrWhiteSpace(text) || text.Contains('\0', StringComparison.Ordinal))
            throw new CliException(ExitCode.BadInput, "The folder's name is empty. Name a folder to review, or leave it out to review the samples.");
        var folder = Path.GetFullPath(text);
        if (File.Exists(folder))
            throw new CliException(ExitCode.BadInput, $"'{folder}' is a file; review takes a folder. Name the folder that holds it.");
        if (!Directory.Exists(folder))
            throw new CliException(ExitCode.BadInput, $"There is no folder '{folder}'. Check its name, or leave it out to review the samples.");
        return new ReviewRequest(Path.TrimEndingDirectorySeparator(folder));
    }

    public override async Task<int> PresentAsync(OrchestrationMetadata end, RunRequest request, CancellationToken cancellationToken)
    {
        if (end.RuntimeStatus != OrchestrationRuntimeStatus.Completed || end.ReadOutputAs<ReviewReport>() is not { } report)
            throw Failure(end);
        if (report.Problem is { } problem)
            throw new CliException(ExitCode.BadInput, problem);
        await WriteAsync(report, end.InstanceId, request, cancellationToken);
        if (request.Json)
            await Console.Out.WriteAsync(ReportJson.Render(report));
        else
            ReviewScreen.Show(report, request.Out);
        return ExitCode.Ok;
    }

    private static async Task WriteAsync(ReviewReport report, string id, RunRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await ReportWriter.WriteAsync(report, request.Out, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(
                ExitCode.Failed,
                $"The review is done, but its report cannot be written to '{request.Out}': {error.Message} "
                + $"Nothing is lost; write it elsewhere with: {request.ResumeCommand(id)} --out <folder>");
        }
    }
}
