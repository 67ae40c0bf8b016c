using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Runtime.Host.Settings;
using Workflows.Runtime;

namespace Runtime.Host.Hosting;

/// <summary>Logs go to standard error, one line each; frameworks speak from Warning on, so that the app's own lines can be seen.</summary>
internal static class HostLogging
{
    public static void AddDefaults(ILoggingBuilder logging, IConfiguration configuration)
    {
        logging.AddConsole();
        logging.Services.Configure<SimpleConsoleFormatterOptions>(static console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        });
        logging.Services.Configure<ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        // What fails a start is said once and readably, by whoever ends the process.
        logging.AddFilter<ConsoleLoggerProvider>("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        var section = configuration.GetSection("Logging");
        if (section.Exists())
            logging.AddConfiguration(section);
    }

    public static void Apply(ILoggingBuilder logging, HostJson settings, LocalHostOptions options)
    {
        foreach (var (category, level) in settings.Levels)
        {
            if (category.Equals("default", StringComparison.OrdinalIgnoreCase))
                logging.SetMinimumLevel(level);
            else
                logging.AddFilter(category, level);
        }
        if (!options.ConsoleLogging)
            logging.AddFilter<ConsoleLoggerProvider>(category: null, LogLevel.None);
    }
}
