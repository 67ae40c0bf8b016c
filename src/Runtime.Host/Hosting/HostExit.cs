using Microsoft.Extensions.Options;
using Runtime.TaskHub;
using Workflows.Runtime;

namespace Runtime.Host.Hosting;

/// <summary>
/// Ends an app that could not start with a message and an exit code. An app's Program.cs lets these exceptions pass, and the runtime's own answer
/// to that is a dump. Exceptions that we do not know get the dump: there it is of use.
/// </summary>
internal static class HostExit
{
    public const int HubCode = 4;
    public const int PortCode = 5;
    public const int ConfigurationCode = 6;

    private static int installed;

    /// <summary>Once for the process. A program that catches the exception itself is not disturbed.</summary>
    public static void Install()
    {
        if (Interlocked.Exchange(ref installed, 1) == 0)
            AppDomain.CurrentDomain.UnhandledException += static (_, e) => End(e.ExceptionObject as Exception);
    }

    /// <summary>Exit code and message; null when the exception is not about the start.</summary>
    public static (int Code, string Message)? Explain(Exception? error) => error switch
    {
        HostConfigurationException or FunctionDiscoveryException => (ConfigurationCode, error.Message),
        OptionsValidationException options => (ConfigurationCode, string.Join(Environment.NewLine, options.Failures)),
        PortInUseException => (PortCode, error.Message),
        TaskHubException => (HubCode, error.Message),
        AggregateException { InnerExceptions: [var only] } => Explain(only),
        AggregateException several when several.InnerExceptions.All(inner => Explain(inner) is not null) => (
            Explain(several.InnerExceptions[0])!.Value.Code,
            string.Join(Environment.NewLine, several.InnerExceptions.Select(inner => Explain(inner)!.Value.Message))),
        _ => null,
    };

    private static void End(Exception? error)
    {
        if (Explain(error) is not { } known)
            return;
        Console.Error.WriteLine("error: " + known.Message);
        Environment.Exit(known.Code);
    }
}
