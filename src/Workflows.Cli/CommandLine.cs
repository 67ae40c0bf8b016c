using System.CommandLine;
using Workflows.Cli.Commands;
using Workflows.Cli.Views;

namespace Workflows.Cli;

/// <summary>The verbs of <c>workflows</c>.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        Terminal.SetUp();
        var root = new RootCommand("Durable multi-agent workflows: runs that cannot be lost.")
        {
            RunCommand.Create(),
            DevCommand.Create(),
            ListCommand.Create(),
            BackupCommand.Create(),
            CrashLabCommand.Create(),
            ShowCommand.Create(),
            EventsCommand.Create(),
            ReplayCommand.Create(),
            ForkCommand.Create(),
            ExportCommand.Create(),
            ImportCommand.Create(),
            RaiseCommand.Create(),
            CostsCommand.Create(),
            ModelsCommand.Create(),
            KeysCommand.Create(),
            ToolsCommand.Create(),
            McpCommand.Create(),
            InboxCommand.Create(),
            TailCommand.Create(),
            FilesCommand.Create(),
        };
        foreach (var command in SteerCommands.Create())
            root.Add(command);
        foreach (var command in DecideCommands.Create())
            root.Add(command);
        // An argument such as '@x' is itself, not a file to read arguments from.
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count == 0)
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
            });
        }

        foreach (var error in parsed.Errors)
            await Console.Error.WriteLineAsync("error: " + error.Message);
        await Console.Error.WriteLineAsync("'workflows --help' shows what there is.");
        return ExitCode.Usage;
    }
}
