using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using Workflows.Storage;

namespace GpuHost.Service;

/// <summary>
/// The file host as a program of its own: it serves the queue of batches until it is told to stop, and answers for its health and figures over HTTP. Exit
/// codes: 0 stopped as asked, 6 a setting is wrong, 1 anything else.
/// </summary>
internal static class ServiceProgram
{
    private const int Failed = 1;
    private const int WrongSetting = 6;         // as the command line's

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = ServiceApp.Build(args);
            await app.RunAsync();
            return 0;
        }
        catch (OptionsValidationException error)
        {
            return await TellAsync(WrongSetting, ["The file host does not start. Wrong settings:", .. error.Failures.Select(failure => "  " + failure)]);
        }
        catch (StorageException error) when (error.Problem == StorageProblem.Settings)
        {
            return await TellAsync(WrongSetting, [error.Message]);
        }
        catch (IOException error)
        {
            return await TellAsync(Failed, [error.Message]);        // the address is in use
        }
    }

    private static async Task<int> TellAsync(int code, IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
            await Console.Error.WriteLineAsync(line);
        return code;
    }
}
