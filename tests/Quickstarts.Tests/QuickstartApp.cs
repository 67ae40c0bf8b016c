using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Quickstarts.Tests;

/// <summary>A quickstart in a process of its own, and a client that uses it as the documentation does.</summary>
public sealed class QuickstartApp : IAsyncDisposable
{
    private const string Listening = "Listening on ";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);        // a slow machine under load; a hang fails all the same

    private readonly string folder = Directory.CreateTempSubdirectory("quickstart-").FullName;
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Process process;

    private QuickstartApp(string name)
    {
        var app = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "quickstarts.txt")).Single(path => Path.GetFileNameWithoutExtension(path) == name);
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        start.ArgumentList.Add(app);
        start.Environment["Host__Port"] = "0";
        start.Environment["Host__HubFolder"] = Path.Combine(folder, "hub");
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.Exited += (_, _) => address.TrySetException(new InvalidOperationException($"{name} ended before it listened.\n{Output}"));
    }

    public HttpClient Client { get; } = new() { Timeout = Patience };

    public string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    public static async Task<QuickstartApp> StartAsync(string name)
    {
        var app = new QuickstartApp(name);
        app.process.Start();
        app.process.BeginOutputReadLine();
        app.process.BeginErrorReadLine();
        app.Client.BaseAddress = await app.address.Task.WaitAsync(Patience);
        return app;
    }

    public async Task<HttpResponseMessage> PostAsync(string path, string? json = null)
    {
        using var body = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json");
        return await Client.PostAsync(path, body);
    }

    /// <summary>Starts a run and checks the answer that every quickstart shows: 202, where to look, and the addresses to steer it.</summary>
    public async Task<JsonElement> StartRunAsync(string path, string? json = null)
    {
        using var answer = await PostAsync(path, json);
        var payload = await JsonAsync(answer, HttpStatusCode.Accepted);
        Assert.Equal(payload.GetProperty("statusQueryGetUri").GetString(), answer.Headers.Location?.ToString());
        foreach (var name in (string[])["id", "purgeHistoryDeleteUri", "sendEventPostUri", "terminatePostUri", "suspendPostUri", "resumePostUri"])
            Assert.False(string.IsNullOrEmpty(payload.GetProperty(name).GetString()), name);
        return payload;
    }

    /// <summary>Polls the status address until the status is so.</summary>
    public async Task<JsonElement> UntilAsync(JsonElement started, Func<JsonElement, bool> isSo)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            using var answer = await Client.GetAsync(started.GetProperty("statusQueryGetUri").GetString(), limit.Token);
            var status = await JsonAsync(answer, answer.StatusCode);
            if (isSo(status))
                return status;
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>Polls until the run has ended, and expects it to have completed.</summary>
    public async Task<JsonElement> OutputOfAsync(JsonElement started)
    {
        var ended = await UntilAsync(started, status => status.GetProperty("runtimeStatus").GetString() is not ("Pending" or "Running"));
        Assert.True(ended.GetProperty("runtimeStatus").GetString() == "Completed", $"{ended}\n{Output}");
        return ended.GetProperty("output");
    }

    public async Task<JsonElement> JsonAsync(HttpResponseMessage answer, HttpStatusCode expected)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{answer.StatusCode}: {text}\n{Output}");
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!process.HasExited)
            process.Kill();
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private void Read(string? line)
    {
        if (line is null)
            return;
        lock (output)
            output.AppendLine(line);
        if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            address.TrySetResult(new Uri(line[(at + Listening.Length)..].Split(';')[0].Trim()));
    }
}
