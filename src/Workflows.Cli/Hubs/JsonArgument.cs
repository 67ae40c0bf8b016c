using System.Text.Json;

namespace Workflows.Cli.Hubs;

/// <summary>JSON that was typed on the command line.</summary>
internal static class JsonArgument
{
    /// <param name="name">What it is, for the message.</param>
    /// <param name="text">What was typed; null when nothing was.</param>
    /// <returns>The same text.</returns>
    /// <exception cref="CliException">It is not JSON.</exception>
    public static string? Check(string name, string? text)
    {
        try
        {
            if (text is not null)
                JsonDocument.Parse(text).Dispose();
            return text;
        }
        catch (JsonException)
        {
            throw new CliException(ExitCode.BadInput, $"{name} is not JSON: {text}. Text is JSON in quotes, for example '\"yes\"'.");
        }
    }
}
