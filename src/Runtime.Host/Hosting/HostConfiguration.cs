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
    public static string Add(IConfigurationBuilder target, string[]? args)
    {
        var folder = AppFolder.Find(AddOuter(new ConfigurationBuilder(), args).Build());
        var appSettings = Path.Combine(folder, "appsettings.json");
        if (File.Exists(appSettings))
            AddAppSettings(target, appSettings);
        var local = LocalSettings.Read(LocalSettingsPath(folder));
        if (local.Count > 0)
            target.AddInMemoryCollection(local);
        AddOuter(target, args);
        return folder;
    }

    private static string LocalSettingsPath(string folder)
    {
        var beside = Path.Combine(folder, LocalSettings.FileName);
        return File.Exists(beside) ? beside : Path.GetFullPath(LocalSettings.FileName);
    }

    private static void AddAppSettings(IConfigurationBuilder target, string path)
    {
        _ = JsonFile.Read(path);        // says line and column when it is malformed
        target.AddJsonFile(path, optional: false, reloadOnChange: false);
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
