using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Models.LocalServer;

/// <summary>
/// <c>serve --folder F --port P [--busy N] [--child] [--stubborn] [--fails CODE]</c>, <c>pull MODEL --folder F</c>. What is installed stands in
/// F/models, what happened in F/log, a line each.
/// </summary>
public static class LocalServerProgram
{
    public static async Task<int> RunAsync(string[] args)
    {
        var diary = new Diary(Value(args, "--folder")!);
        if (args[0] == "pull")
        {
            diary.Install(args[1]);
            return 0;
        }

        diary.Write($"start {Environment.ProcessId}");
        if (Value(args, "--fails") is { } code)
        {
            await Console.Error.WriteLineAsync("out of memory on device 0");
            return int.Parse(code);
        }

        if (Environment.GetEnvironmentVariable("LOCAL_SERVICE_TEST_KEY") is not null)
            diary.Write("key");
        if (args.Contains("--child"))
            diary.Write($"child {StartChild()}");
        await ServeAsync(diary, Value(args, "--port")!, int.Parse(Value(args, "--busy") ?? "0"), args.Contains("--stubborn"));
        diary.Write("end");
        return 0;
    }

    private static async Task ServeAsync(Diary diary, string port, int busy, bool stubborn)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        new LocalEndpoints(diary, busy).Map(app);
        await app.StartAsync();
        await (stubborn ? Task.Delay(Timeout.Infinite) : app.WaitForShutdownAsync());
    }

    /// <summary>As Ollama starts a runner; this one does not end when it is asked to.</summary>
    private static int StartChild()
    {
        using var child = Process.Start("/bin/sh", ["-c", "trap '' TERM; while :; do sleep 1; done"]);
        return child.Id;
    }

    private static string? Value(string[] args, string name) => Array.IndexOf(args, name) is var at and >= 0 ? args[at + 1] : null;
}
