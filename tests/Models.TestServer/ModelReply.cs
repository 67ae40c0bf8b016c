using Microsoft.AspNetCore.Http;

namespace Models.TestServer;

/// <summary>What a scripted model does with one request, in the protocol and the way (whole or streamed) that the request asks for.</summary>
public sealed record ModelReply(Func<HttpContext, ModelRequest, Task> ServeAsync)
{
    /// <summary>Free text, or JSON as text. 120 tokens in, 30 out.</summary>
    public static ModelReply Text(string text, string? finish = null) => new((context, request) => request.IsStreaming
        ? StreamedReplies.AnswerAsync(context, request.Protocol, text, [], finish)
        : Replies.Text(request.Protocol, text, finish)(context));

    /// <summary>Asks for tools.</summary>
    public static ModelReply Tools(params ToolWish[] tools) => new((context, request) => request.IsStreaming
        ? StreamedReplies.AnswerAsync(context, request.Protocol, "", tools)
        : Replies.Json(200, Replies.ToolAnswer(request.Protocol, tools))(context));

    /// <summary>Asks for one tool.</summary>
    public static ModelReply Tool(string id, string name, string argumentsJson) => Tools(new ToolWish(id, name, argumentsJson));

    /// <summary>429, with the seconds to wait when given.</summary>
    public static ModelReply Throttled(int? retryAfterSeconds = null) => new((context, request) =>
        Replies.Error(request.Protocol, 429, "rate_limit_exceeded", "Slow down.", retryAfterSeconds?.ToString())(context));

    /// <summary>An error of the provider.</summary>
    public static ModelReply Error(int status, string code = "server_error", string message = "It broke.") => new((context, request) =>
        Replies.Error(request.Protocol, status, code, message)(context));

    /// <summary>Half of an answer, then a broken connection.</summary>
    public static ModelReply CutOff() => new((context, request) => request.IsStreaming
        ? StreamedReplies.CutOffAsync(context, request.Protocol)
        : Replies.CutOff(request.Protocol)(context));

    /// <summary>No answer until the client hangs up.</summary>
    public static ModelReply Silence() => new((context, _) => Replies.Silent()(context));

    /// <summary>Half of an answer, and then nothing until the client hangs up.</summary>
    public static ModelReply Stall() => new((context, request) => request.IsStreaming
        ? StreamedReplies.StallAsync(context, request.Protocol)
        : Replies.Stalls(request.Protocol)(context));

    /// <summary>Something that begins as JSON and is no answer; streamed, a piece of that in the middle of one.</summary>
    public static ModelReply Garbage() => new((context, request) => request.IsStreaming
        ? StreamedReplies.GarbageAsync(context, request.Protocol)
        : Replies.Json(200, "{\"surprise\":[1,2,")(context));

    /// <summary>Streamed, an answer that the provider breaks off with an error of its own; whole, the same error.</summary>
    public static ModelReply Overloaded() => new((context, request) => request.IsStreaming
        ? StreamedReplies.OverloadedAsync(context, request.Protocol)
        : Replies.Error(request.Protocol, request.Protocol == "anthropic" ? 529 : 503, "overloaded_error", "Overloaded")(context));

    /// <summary>An answer whose second half comes once <paramref name="gate"/> is completed.</summary>
    public static ModelReply Slow(string text, Task gate) => new((context, request) => request.IsStreaming
        ? StreamedReplies.SlowAsync(context, request.Protocol, text, gate)
        : Replies.Slow(request.Protocol, text, gate)(context));

    /// <summary>The reply with a header.</summary>
    public ModelReply With(string header, string value) => new((context, request) =>
    {
        context.Response.Headers[header] = value;
        return ServeAsync(context, request);
    });

    /// <summary>The reply, once <paramref name="gate"/> is completed.</summary>
    public ModelReply After(Task gate) => new(async (context, request) =>
    {
        await gate.WaitAsync(context.RequestAborted);
        await ServeAsync(context, request);
    });
}
