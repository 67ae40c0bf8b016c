using System.Diagnostics;
using System.Globalization;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workflows.Runtime;

namespace Runtime.Bench;

/// <summary>A host with one blob function in a process of its own; its parent asks it over standard input what it has done.</summary>
internal sealed class BlobServerProcess : IDisposable
{
    private readonly Process process;

    private BlobServerProcess(Process process, double startMs)
    {
        this.process = process;
        StartMs = startMs;
    }

    /// <summary>From the start of the process until the host runs.</summary>
    public double StartMs { get; }

    public static BlobServerProcess Start(string folder)
    {
        var process = Child.Start("blobs", folder);
        return new BlobServerProcess(process, Number(process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The server did not start.")));
    }

    /// <summary>Blobs handled by this process, its processor time and its resident set.</summary>
    public (int Handled, TimeSpan Processor, double RssMb) Usage()
    {
        process.StandardInput.WriteLine("usage");
        var parts = process.StandardOutput.ReadLine()!.Split('|');
        return ((int)Number(parts[0]), TimeSpan.FromMilliseconds(Number(parts[1])), Number(parts[2]));
    }

    /// <summary>Waits until so many blobs were handled.</summary>
    public async Task UntilAsync(int count)
    {
        while (Usage().Handled < count)
            await Task.Delay(TimeSpan.FromMilliseconds(5));
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
            local.Http = false;
            local.HubFolder = Path.Combine(folder, "hub");
            local.FunctionTypes.Add(typeof(BlobFunctions));
        });
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine(Child.Age().ToString(CultureInfo.InvariantCulture));
        while (await Console.In.ReadLineAsync() is not null)
        {
            using var self = Process.GetCurrentProcess();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{BlobFunctions.Handled}|{self.TotalProcessorTime.TotalMilliseconds}|{Memory.RssMb()}"));
        }

        await host.StopAsync();
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
