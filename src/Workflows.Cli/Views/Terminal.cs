using Spectre.Console;

namespace Workflows.Cli.Views;

/// <summary>Where text for people goes.</summary>
internal static class Terminal
{
    private const int LogColumns = 160;     // a file or a pipe has no width; this one rarely breaks a line

    /// <summary>Whether a person sees what is printed as it is printed.</summary>
    public static bool IsInteractive => !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;

    /// <summary>Colours and redrawing are for terminals; a log gets plain lines.</summary>
    public static void SetUp()
    {
        if (!Console.IsOutputRedirected)
            return;
        AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        AnsiConsole.Profile.Width = LogColumns;
    }
}
