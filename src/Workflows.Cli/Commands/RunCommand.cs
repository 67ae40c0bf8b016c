using System.CommandLine;
using Workflows.Cli.Runs;
using Workflows.Cli.Views;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows run</c>: starts a run, or carries one on, and follows it to its end.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var workflow = new Argument<string>("workflow") { Description = "The workflow to run, for example review." };
        var input = new Argument<string?>("input") { Description = "Its input: a folder for review (default: the samples), JSON for others.", Arity = ArgumentArity.ZeroOrOne };
        var id = new Option<string?>("--id") { Description = "Id of the run. Default: a new one." };
        var resume = new Option<bool>("--resume") { Description = "Carry on the run with that id, or the latest run of this workflow with this input." };
        var output = new Option<string?>("--out") { Description = "Folder for the results. Default: the current folder.", HelpName = "folder" };
        var question = new Option<string?>("--question") { Description = "For research: what shall be found out.", HelpName = "text" };
        var files = new Option<string?>("--files") { Description = "For research: the folder to look in. Default: the samples.", HelpName = "folder" };
        var model = new Option<string?>("--model") { Description = "For research: a configured model for all agents.", HelpName = "name" };
        var (hub, json, details) = (SharedOptions.Hub(), SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("run", "Run a workflow and follow it to its end.") 
        {
            workflow, input, question, files, model, id, resume, output, hub, json, details,
        };
        command.SetAction((parsed, stopping) =>
        {
            var request = new RunRequest(parsed.GetValue(workflow)!, parsed.GetValue(input))
            {
                Id = parsed.GetValue(id),
                Resume = parsed.GetValue(resume),
                Out = Path.GetFullPath(parsed.GetValue(output) ?? "."),
                Hub = parsed.GetValue(hub),
                Json = parsed.GetValue(json),
                Question = parsed.GetValue(question),
                Files = parsed.GetValue(files),
                Model = parsed.GetValue(model),
            };
            return ErrorBorder.RunAsync(() => RunAsync(request, stopping), parsed.GetValue(details));
        });
        return command;
    }

    private static async Task<int> RunAsync(RunRequest request, CancellationToken stopping)
    {
        var workflow = KnownWorkflow.Find(request.Workflow);
        if (workflow.Name == "ProcessDrop")
            throw new CliException(ExitCode.Usage, "ProcessDrop runs where batches are served: start `workflows dev` and put the file into its container drops.");
        var input = workflow.ReadInput(request);
        OutputFolder.Prepare(request.Out);
        await using var app = await AppHost.StartAsync(
            options =>
            {
                options.Http = false;
                options.ConsoleLogging = false;
                options.HubFolder = request.Hub;
            },
            stopping);
        var view = RunView.Create(request.Json);
        var target = new RunTarget(app, workflow, request);
        var id = await target.StartOrFindAsync(input, view, stopping);
        try
        {
            var end = await RunFollower.FollowAsync(app, id, view, stopping);
            return await workflow.PresentAsync(end, request, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            view.Line($"Stopped. Run {id} is safe; carry it on with: {request.ResumeCommand(id)}");
            return ExitCode.Interrupted;
        }
    }
}
