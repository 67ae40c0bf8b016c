using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Models.TestServer;

namespace Models.LocalServer;

/// <summary>
/// OpenAI's protocol and what tests need of Ollama's own. A question that holds CRASH kills the process, one with FADE cuts its connections first and
/// the process a moment later, one with HANG makes it answer nothing more.
/// </summary>
internal sealed class LocalEndpoints(Diary diary, int busy)
{
    private readonly ConcurrentDictionary<string, bool> loaded = new(StringComparer.Ordinal);
    private volatile bool hangs;
    private volatile bool fades;
    private int busyLeft = busy;

    public void Map(WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            if (fades)
                context.Abort();
            if (hangs)
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            await next(context);
        });
        app.MapGet("/v1/models", () => Results.Json(new { @object = "list", data = diary.Installed.Select(model => new { id = model, @object = "model" }) }));
        app.MapGet("/api/tags", () => Results.Json(new { models = diary.Installed.Select(model => new { name = model, model }) }));
        app.MapGet("/api/ps", () => Results.Json(new { models = loaded.Keys.Select(model => new { name = model, model, size = 1 << 20 }) }));
        app.MapPost("/api/pull", PullAsync);
        app.MapPost("/api/generate", GenerateAsync);
        app.MapPost("/v1/chat/completions", AnswerAsync);
    }

    private async Task PullAsync(HttpContext context)
    {
        var model = await ModelOfAsync(context);
        if (model.StartsWith("no-", StringComparison.Ordinal))
        {
            await Replies.Json(500, """{"error":"pull model manifest: file does not exist"}""")(context);
            return;
        }

        diary.Install(model);
        await Replies.Json(200, """{"status":"success"}""")(context);
    }

    private async Task GenerateAsync(HttpContext context)
    {
        var model = await ModelOfAsync(context);
        loaded.TryRemove(model, out _);
        diary.Write("unload " + model);
        await Replies.Json(200, """{"done":true,"done_reason":"unload"}""")(context);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var request = new ModelRequest(context.Request.Path, new Dictionary<string, string>(), body.RootElement.Clone());
        if (Interlocked.Decrement(ref busyLeft) >= 0)
        {
            diary.Write("busy");
            await Replies.Json(503, """{"error":{"message":"Loading model","type":"unavailable_error","code":503}}""")(context);
            return;
        }

        if (!diary.Installed.Contains(request.Model))
        {
            await Replies.Json(404, $$$"""{"error":{"message":"model \"{{{request.Model}}}\" not found, try pulling it first","type":"api_error"}}""")(context);
            return;
        }

        if (loaded.TryAdd(request.Model, true))
            diary.Write("load " + request.Model);
        if (request.Text.Contains("CRASH", StringComparison.Ordinal))
            Process.GetCurrentProcess().Kill();
        if (request.Text.Contains("FADE", StringComparison.Ordinal))
        {
            fades = true;
            context.Abort();
            await Task.Delay(TimeSpan.FromMilliseconds(700));
            Process.GetCurrentProcess().Kill();
        }

        if (request.Text.Contains("HANG", StringComparison.Ordinal))
        {
            hangs = true;
            diary.Write("hang");
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }

        await ModelReply.Text($"{request.Model} answers from {Environment.ProcessId}.").ServeAsync(context, request);
    }

    private static async Task<string> ModelOfAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        return body.RootElement.GetProperty("model").GetString()!;
    }
}
