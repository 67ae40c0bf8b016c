using Microsoft.Extensions.Configuration;

namespace Runtime.Host.Settings;

/// <summary>Finds the folder that holds host.json and local.settings.json.</summary>
internal static class AppFolder
{
    public const string Key = "Host:AppFolder";

    /// <summary>The folder that was told, by <c>Host:AppFolder</c> or AzureWebJobsScriptRoot; else the current one if it holds host.json;
    /// else the program's.</summary>
    public static string Find(IConfiguration configuration)
    {
        if ((configuration[Key] ?? configuration["AzureWebJobsScriptRoot"]) is { Length: > 0 } told)
            return Path.GetFullPath(told);
        var current = Directory.GetCurrentDirectory();
        return File.Exists(Path.Combine(current, HostJson.FileName)) ? current : AppContext.BaseDirectory;
    }
}
