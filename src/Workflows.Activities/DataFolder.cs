using Microsoft.Extensions.Configuration;

namespace Workflows.Activities;

/// <summary>Where streams and the audit log are: <c>Agents:DataFolder</c>, or else beside the runs' own files.</summary>
internal static class DataFolder
{
    public static string Of(IConfiguration settings, string name) =>
        Path.Combine(Path.GetFullPath(First(settings["Agents:DataFolder"]) ?? First(settings["Host:HubFolder"]) ?? InApp(settings)), name);

    private static string InApp(IConfiguration settings) => Path.Combine(First(settings["Host:AppFolder"]) ?? "", ".workflows");

    private static string? First(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
