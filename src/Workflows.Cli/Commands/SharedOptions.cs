using System.CommandLine;

namespace Workflows.Cli.Commands;

/// <summary>Options that several verbs have.</summary>
internal static class SharedOptions
{
    public static Option<string?> Hub() => new("--hub") { Description = "Folder of the task hub. Default: .workflows in the current folder.", HelpName = "folder" };

    public static Option<bool> Json() => new("--json") { Description = "Print JSON for programs instead of text for people." };

    public static Option<string?> Url() => new("--url") { Description = "Address of a server to ask instead of the hub's file, for example http://127.0.0.1:7071.", HelpName = "address" };

    public static Argument<string> Id() => new("id") { Description = "The run." };

    public static Option<bool> Details() => new("--details") { Description = "When something goes wrong, print the whole exception as well." };
}
