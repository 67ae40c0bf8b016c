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

    /// <summary>Something that is JSON and no answer.</summary>
    public static ModelReply Garbage() => new((context, _) => Replies.Json(200, "{\"surprise\":[1,2,")(context));

    /// <summary>The reply, once <paramref name="gate"/> is completed.</summary>
    public ModelReply After(Task gate) => new(async (context, request) =>
    {
        await gate.WaitAsync(context.RequestAborted);
        await ServeAsync(context, request);
    });
}
