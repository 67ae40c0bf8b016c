using Microsoft.DurableTask.Client;
using Workflows.Cli.Views;
using Workflows.Contracts.Review;
using Workflows.Functions.Report;

namespace Workflows.Cli.Runs;

/// <summary>The review: a folder in, a report out.</summary>
internal sealed class ReviewWorkflow() : KnownWorkflow("Review")
{
    public override object ReadInput(string? text)
    {
        if (text is null)
            return new ReviewRequest();
        var folder = Path.GetFullPath(text);
        if (File.Exists(folder))
            throw new CliException(ExitCode.BadInput, $"'{folder}' is a file; review takes a folder.");
        if (!Directory.Exists(folder))
            throw new CliException(ExitCode.BadInput, $"There is no folder '{folder}'.");
        return new ReviewRequest(Path.TrimEndingDirectorySeparator(folder));
    }

    public override async Task<int> PresentAsync(OrchestrationMetadata end, RunRequest request, CancellationToken cancellationToken)
    {
        if (end.RuntimeStatus != OrchestrationRuntimeStatus.Completed || end.ReadOutputAs<ReviewReport>() is not { } report)
            throw Failure(end);
        if (report.Problem is { } problem)
            throw new CliException(ExitCode.BadInput, problem);
        await ReportWriter.WriteAsync(report, request.Out, cancellationToken);
        if (request.Json)
            await Console.Out.WriteLineAsync(await File.ReadAllTextAsync(Path.Combine(request.Out, ReportWriter.JsonName), cancellationToken));
        else
            ReviewScreen.Show(report, request.Out);
        return ExitCode.Ok;
    }
}
