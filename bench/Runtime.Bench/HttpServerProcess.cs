using System.Diagnostics;
using System.Globalization;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Runtime.TaskHub.Sqlite;
using Workflows.Runtime;

namespace Runtime.Bench;

/// <summary>The local host in a process of its own; its parent asks it over standard input what it has used.</summary>
internal sealed class HttpServerProcess : IDisposable
{
    private readonly Process process;

    private HttpServerProcess(Process process, Uri address)
    {
        this.process = process;
        Address = address;
    }

    public Uri Address { get; }

    public static HttpServerProcess Start(string folder)
    {
        var process = Child.Start("http", folder);
        return new HttpServerProcess(process, new Uri(process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The server did not start.")));
    }

    /// <summary>Processor time so far, resident set, and the SQLite in use.</summary>
    public (TimeSpan Processor, double RssMb, string Sqlite) Usage()
    {
        process.StandardInput.WriteLine("usage");
        var parts = process.StandardOutput.ReadLine()!.Split('|');
        return (TimeSpan.FromMilliseconds(Number(parts[0])), Number(parts[1]), parts[2]);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    /// <summary>The child's side: runs until its standard input ends.</summary>
    public static async Task ServeAsync(string folder)
    {
        var builder = FunctionsApplication.CreateBuilder(["--Host:AppFolder", folder]);
        builder.Logging.ClearProviders();
        builder.ConfigureLocalHost(local =>
        {
            local.Port = 0;
            local.HubFolder = Path.Combine(folder, "hub");
            local.FunctionTypes.Add(typeof(BenchFunctions));
        });
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine(host.LocalAddress());
        while (await Console.In.ReadLineAsync() is not null)
        {
            using var self = Process.GetCurrentProcess();
            var processor = self.TotalProcessorTime.TotalMilliseconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{processor}|{Memory.RssMb()}|{SqliteTaskHub.SqliteVersion}"));
        }

        await host.StopAsync();
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
