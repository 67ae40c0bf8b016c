using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Runtime.Host.Tests.Support;
using Workflows.Runtime;
using Workflows.Storage;

namespace Runtime.Host.Tests.Triggers;

/// <summary>
/// The host that crash tests kill. It puts in blobs and messages itself, and notes in a file what it has put in, what began and what ended.
/// A line is in the file before the next thing happens, so a kill takes nothing back.
/// </summary>
public static class CrashHost
{
    /// <summary>Blobs and messages that each process puts in.</summary>
    public const int PutsPerLife = 100;

    /// <summary>Every so many blobs the one before is overwritten.</summary>
    public const int OverwriteEvery = 10;

    public static string LogOf(string folder) => Path.Combine(folder, "crash.log");

    public static async Task<int> RunAsync(string folder, int life)
    {
        await using var notes = new Notes(LogOf(folder), life);
        var builder = RunningHost.Builder(folder, typeof(App));
        builder.ConfigureLocalHost(local =>
        {
            local.Http = false;
            local.HubFolder = folder;
        });
        builder.Services.AddSingleton<DurableTaskClient>(new NoDurableClient());
        builder.Services.AddSingleton(notes);
        builder.Services.AddHostedService<Feeder>();
        using var host = builder.Build();
        await host.RunAsync();
        return 0;
    }

    public sealed class Notes(string path, int life) : IAsyncDisposable
    {
        private readonly FileStream log = new(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);

        public int Life => life;

        public void Add(string what, string name, string version)
        {
            var line = Encoding.UTF8.GetBytes($"{life}|{what}|{name}|{version}\n");
            lock (log)
                log.Write(line);
        }

        public ValueTask DisposeAsync() => log.DisposeAsync();
    }

    public sealed class App(Notes notes)
    {
        [Function("Message")]
        public async Task Message([QueueTrigger("crash")] string text)
        {
            notes.Add("message-began", text, "");
            await WorkAsync(text);
            notes.Add("message-ended", text, "");
        }

        [Function("Blob")]
        public async Task Blob([BlobTrigger("crash/{name}")] string content, string name, FunctionContext context)
        {
            var etag = ETag(context);
            notes.Add("blob-began", name, etag);
            if (content == "deadly")
                Process.GetCurrentProcess().Kill();
            await WorkAsync(name);
            notes.Add("blob-ended", name, etag);
        }

        private static string ETag(FunctionContext context) =>
            (string)((IReadOnlyDictionary<string, object?>)context.BindingContext.BindingData["Properties"]!)["ETag"]!;

        // Of several lengths, so that a kill meets functions at every point.
        private static async Task WorkAsync(string name)
        {
            var length = name.Sum(letter => letter) % 4;
            if (length > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(5 * length));
        }
    }

    /// <summary>Puts in blobs and messages, one after the other, until each process has had its share.</summary>
    private sealed class Feeder(IStorageAccounts accounts, Notes notes) : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            var account = await accounts.GetAsync(cancellationToken: stoppingToken);
            var (queue, container) = (account.Queue("crash"), account.Container("crash"));
            await queue.CreateAsync(stoppingToken);
            await container.CreateAsync(stoppingToken);
            for (var i = 0; i < PutsPerLife; i++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{notes.Life}-{(i % OverwriteEvery == 1 ? i - 1 : i)}");
                using var content = new MemoryStream(Encoding.UTF8.GetBytes($"{name} {i}"), writable: false);
                var stored = await container.UploadAsync(name, content, options: null, stoppingToken);
                notes.Add("blob-put", name, stored.ETag);
                var text = string.Create(CultureInfo.InvariantCulture, $"{notes.Life}-{i}");
                await queue.SendAsync(QueueBody.Encode(Encoding.UTF8.GetBytes(text), QueueEncoding.Base64), options: null, stoppingToken);
                notes.Add("message-put", text, "");
            }
            notes.Add("fed", "", "");
        }
    }
}
