using Microsoft.Extensions.Configuration;
using Runtime.Host.Settings;
using Workflows.Runtime;

namespace Runtime.Host.Hosting;

/// <summary>The app's configuration, weakest first: appsettings.json, local.settings.json, environment, command line.</summary>
internal static class HostConfiguration
{
    private static readonly Dictionary<string, string> Switches = new(StringComparer.OrdinalIgnoreCase)
    {
        ["-p"] = "port",
        ["--port"] = "port",
    };

    /// <summary>Adds the sources and answers the app's folder.</summary>
    /// <param name="target">Receives the sources.</param>
    /// <param name="args">The command line, where the builder has one.</param>
    /// <param name="app">What the app has configured already: it may name the folder.</param>
    /// <exception cref="HostConfigurationException">Files or arguments cannot be read, all of which are named: without them nothing else can
    /// be judged.</exception>
    public static string Add(IConfigurationBuilder target, string[]? args, IConfiguration? app = null)
    {
        HostExit.Install();
        var problems = new StartProblems();
        var outer = problems.Try(() => AddOuter(new ConfigurationBuilder(), args).Build()) ?? new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var folder = AppFolder.Find(app is null ? outer : new ConfigurationBuilder().AddConfiguration(outer).AddConfiguration(app).Build());
        problems.Try(() => JsonFile.Read(Path.Combine(folder, HostJson.FileName)));
        var appSettings = Path.Combine(folder, "appsettings.json");
        if (problems.Try(() => JsonFile.Read(appSettings)) is not null)
            target.AddJsonFile(appSettings, optional: false, reloadOnChange: false);
        if (problems.Try(() => LocalSettings.Read(LocalSettings.PathFor(folder))) is { Count: > 0 } local)
            target.AddInMemoryCollection(local);
        problems.ThrowIfAny();
        AddOuter(target, args);
        return folder;
    }

    private static IConfigurationBuilder AddOuter(IConfigurationBuilder target, string[]? args)
    {
        target.AddEnvironmentVariables();
        if (args is not { Length: > 0 })
            return target;
        try
        {
            return target.AddCommandLine(args, Switches);
        }
        catch (FormatException error)
        {
            throw new HostConfigurationException($"The command line cannot be read: {error.Message}", error);
        }
    }
}
