using GpuHost.Core.Similar;
using Microsoft.Extensions.Options;
using Runtime.Engine.Pumps;
using Runtime.Engine.Replay;
using Runtime.TaskHub;
using Workflows.Runtime;

namespace Workflows.Cli;

/// <summary>The one place where what went wrong becomes a message and an exit code. A stack trace is never the answer.</summary>
internal static class ErrorBorder
{
    public static async Task<int> RunAsync(Func<Task<int>> command, bool details)
    {
        try
        {
            return await command();
        }
        catch (Exception error)
        {
            var (code, message) = Explain(error);
            await Console.Error.WriteLineAsync("error: " + message);
            if (details)
                await Console.Error.WriteLineAsync(error.ToString());
            return code;
        }
    }

    private static (int Code, string Message) Explain(Exception error) => error switch
    {
        CliException known => (known.ExitCode, known.Message),
        TaskHubException hub => (ExitCode.Hub, hub.Message),
        KeyException key => (ExitCode.Usage, key.Message),
        PortInUseException port => (ExitCode.Port, port.Message),
        HostConfigurationException or FunctionDiscoveryException or EmbedderException => (ExitCode.Configuration, error.Message),
        OptionsValidationException options => (ExitCode.Configuration, string.Join(Environment.NewLine, options.Failures)),
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        AggregateException many =>
            (Explain(many.InnerExceptions[0]).Code, string.Join(Environment.NewLine, many.InnerExceptions.Select(inner => Explain(inner).Message))),
        OperationCanceledException => (ExitCode.Interrupted, "Stopped."),
        RunParkedException or NonDeterminismException => (ExitCode.Failed, error.Message),
        InvalidDataException => (ExitCode.BadInput, error.Message),
        IOException or UnauthorizedAccessException => (ExitCode.Failed, error.Message),
        _ => (ExitCode.Failed, $"{error.Message} ({error.GetType().Name}; --details shows more)"),
    };
}
