using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Models.TestServer;

/// <summary>What a model server may do with a request, in the words of each provider's protocol.</summary>
public static class Replies
{
    public static Func<HttpContext, Task> Text(string provider, string text, string? finish = null) =>
        Json(200, Answer(provider, text, finish));

    public static string Answer(string provider, string text, string? finish = null) => provider == "anthropic"
        ? $$$"""
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-test-1",
             "content":[{"type":"text","text":{{{JsonSerializer.Serialize(text)}}}}],
             "stop_reason":"{{{finish ?? "end_turn"}}}","stop_sequence":null,"usage":{"input_tokens":120,"output_tokens":30}}
            """
        : $$$"""
            {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"gpt-test-1",
             "choices":[{"index":0,"finish_reason":"{{{finish ?? "stop"}}}",
                         "message":{"role":"assistant","content":{{{JsonSerializer.Serialize(text)}}},"refusal":null}}],
             "usage":{"prompt_tokens":120,"completion_tokens":30,"total_tokens":150}}
            """;

    /// <summary>An answer that asks for tools.</summary>
    public static string ToolAnswer(string provider, IReadOnlyList<ToolWish> tools) => provider == "anthropic"
        ? $$$"""
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-test-1",
             "content":[{{{string.Join(",", tools.Select(tool =>
                 $$"""{"type":"tool_use","id":"{{tool.Id}}","name":"{{tool.Name}}","input":{{tool.ArgumentsJson}}}"""))}}}],
             "stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":120,"output_tokens":30}}
            """
        : $$$"""
            {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"gpt-test-1",
             "choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"refusal":null,
              "tool_calls":[{{{string.Join(",", tools.Select(tool => ToolCall(tool)))}}}]}}],
             "usage":{"prompt_tokens":120,"completion_tokens":30,"total_tokens":150}}
            """;

    public static Func<HttpContext, Task> Error(string provider, int status, string code, string message, string? retryAfter = null) =>
        Json(status, ErrorBody(provider, code, message), retryAfter);

    public static string ErrorBody(string provider, string code, string message) => provider == "anthropic"
        ? $$$"""{"type":"error","error":{"type":"{{{code}}}","message":{{{JsonSerializer.Serialize(message)}}}}}"""
        : $$$"""{"error":{"type":"some_error","code":"{{{code}}}","message":{{{JsonSerializer.Serialize(message)}}},"param":null}}""";

    public static Func<HttpContext, Task> Json(int status, string body, string? retryAfter = null) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        await context.Response.WriteAsync(body);
    };

    public static Func<HttpContext, Task> Html() => async context =>
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync("<html><body>Please log in</body></html>");
    };

    /// <summary>Half of the answer, then a broken connection.</summary>
    public static Func<HttpContext, Task> CutOff(string provider) => async context =>
    {
        await HalfAsync(context, Answer(provider, "a long answer"));
        context.Abort();
    };

    /// <summary>Never answers; ends when the client hangs up.</summary>
    public static Func<HttpContext, Task> Silent() => context => HangUpAsync(context);

    /// <summary>Half of the answer, and then nothing.</summary>
    public static Func<HttpContext, Task> Stalls(string provider) => async context =>
    {
        await HalfAsync(context, Answer(provider, "a long answer"));
        await HangUpAsync(context);
    };

    /// <summary>Half of the answer, and the rest once <paramref name="gate"/> is completed.</summary>
    public static Func<HttpContext, Task> Slow(string provider, string text, Task gate) => async context =>
    {
        var answer = Answer(provider, text);
        await HalfAsync(context, answer);
        await gate.WaitAsync(context.RequestAborted);
        var bytes = Encoding.UTF8.GetBytes(answer);
        await context.Response.Body.WriteAsync(bytes.AsMemory(bytes.Length / 2));
    };

    public static Func<HttpContext, Task> Stream(params string[] lines) => async context =>
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var line in lines)
            await context.Response.WriteAsync(line + "\n\n");
    };

    private static string ToolCall(ToolWish tool) =>
        $$$"""{"id":"{{{tool.Id}}}","type":"function","function":{"name":"{{{tool.Name}}}","arguments":{{{JsonSerializer.Serialize(tool.ArgumentsJson)}}}}}""";

    private static async Task HalfAsync(HttpContext context, string answer)
    {
        var bytes = Encoding.UTF8.GetBytes(answer);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 2));
        await context.Response.Body.FlushAsync();
    }

    internal static async Task HangUpAsync(HttpContext context)
    {
        var hungUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(hungUp.SetResult);
        await hungUp.Task;
    }
}
