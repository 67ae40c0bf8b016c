using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runtime.Host.Tests.Support;
using Workflows.Runtime;

namespace Runtime.Host.Tests.Triggers;

/// <summary>The host that crash tests kill: it notes in a file which message and which blob it was done with.</summary>
public static class CrashHost
{
    public static string LogOf(string folder) => Path.Combine(folder, "done.log");

    public static async Task<int> RunAsync(string folder)
    {
        await using var log = new FileStream(LogOf(folder), FileMode.Append, FileAccess.Write, FileShare.Read);
        var builder = RunningHost.Builder(folder, typeof(App));
        builder.ConfigureLocalHost(local =>
        {
            local.Http = false;
            local.HubFolder = folder;
        });
        builder.Services.AddSingleton<DurableTaskClient>(new NoDurableClient());
        builder.Services.AddSingleton<Stream>(log);
        using var host = builder.Build();
        await host.RunAsync();
        return 0;
    }

    public sealed class App(Stream log)
    {
        [Function("Message")]
        public void Message([QueueTrigger("crash")] string text) => Note($"message {text}");

        [Function("Blob")]
        public void Blob([BlobTrigger("crash/{name}")] string content, string name) => Note($"blob {name}");

        private void Note(string line)
        {
            lock (log)
            {
                log.Write(Encoding.UTF8.GetBytes(line + "\n"));
                log.Flush();
            }
        }
    }
}
