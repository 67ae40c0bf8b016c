using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Models.TestServer;

/// <summary>Answers in pieces, as server-sent events of each protocol.</summary>
public static class StreamedReplies
{
    private const int FirstPieces = 3;

    public static async Task AnswerAsync(
        HttpContext context, string protocol, string text, IReadOnlyList<ToolWish> tools, string? finish = null)
    {
        var events = protocol == "anthropic" ? Anthropic(text, tools, finish) : OpenAI(text, tools, finish);
        context.Response.ContentType = "text/event-stream";
        foreach (var one in events)
        {
            await context.Response.WriteAsync(one + "\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    /// <summary>The first pieces, and then the connection breaks.</summary>
    public static async Task CutOffAsync(HttpContext context, string protocol)
    {
        await BeginAsync(context, protocol, "a long answer");
        context.Abort();
    }

    /// <summary>The first pieces, and then nothing.</summary>
    public static async Task StallAsync(HttpContext context, string protocol)
    {
        await BeginAsync(context, protocol, "a long answer");
        await Replies.HangUpAsync(context);
    }

    /// <summary>The first pieces, and then one that is no JSON.</summary>
    public static async Task GarbageAsync(HttpContext context, string protocol)
    {
        await BeginAsync(context, protocol, "a long answer");
        await context.Response.WriteAsync((protocol == "anthropic" ? "event: content_block_delta\n" : "") + "data: {\"surprise\":[1,2,\n\n");
    }

    /// <summary>The first pieces, and then the provider's own error as one more.</summary>
    public static async Task OverloadedAsync(HttpContext context, string protocol)
    {
        await BeginAsync(context, protocol, "a long answer");
        await context.Response.WriteAsync(protocol == "anthropic"
            ? Event("error", ("error", """{"type":"overloaded_error","message":"Overloaded"}""")) + "\n\n"
            : """data: {"error":{"type":"server_error","code":"overloaded","message":"The server is overloaded."}}""" + "\n\n");
    }

    /// <summary>The first pieces, and the others once the gate is completed.</summary>
    public static async Task SlowAsync(HttpContext context, string protocol, string text, Task gate)
    {
        await BeginAsync(context, protocol, text);
        await gate.WaitAsync(context.RequestAborted);
        foreach (var one in Events(protocol, text).Skip(FirstPieces))
            await context.Response.WriteAsync(one + "\n\n", context.RequestAborted);
    }

    private static async Task BeginAsync(HttpContext context, string protocol, string text)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var one in Events(protocol, text).Take(FirstPieces))
            await context.Response.WriteAsync(one + "\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static IEnumerable<string> Events(string protocol, string text) => protocol == "anthropic" ? Anthropic(text, [], null) : OpenAI(text, [], null);

    private static IEnumerable<string> Words(string text) =>
        text.Split(' ').Select((word, index) => index == 0 ? word : " " + word).Where(piece => piece.Length > 0);

    private static IEnumerable<string> OpenAI(string text, IReadOnlyList<ToolWish> tools, string? finish)
    {
        yield return Chunk("""{"role":"assistant","content":""}""");
        foreach (var word in Words(text))
            yield return Chunk($$"""{"content":{{Quote(word)}}}""");
        for (var i = 0; i < tools.Count; i++)
        {
            var (id, name, arguments) = tools[i];
            var half = arguments.Length / 2;
            yield return Chunk($$$"""{"tool_calls":[{"index":{{{i}}},"id":"{{{id}}}","type":"function","function":{"name":"{{{name}}}","arguments":""}}]}""");
            yield return Chunk($$$"""{"tool_calls":[{"index":{{{i}}},"function":{"arguments":{{{Quote(arguments[..half])}}}}}]}""");
            yield return Chunk($$$"""{"tool_calls":[{"index":{{{i}}},"function":{"arguments":{{{Quote(arguments[half..])}}}}}]}""");
        }

        yield return Chunk("{}", finish ?? (tools.Count > 0 ? "tool_calls" : "stop"));
        yield return """data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-test-1","choices":[],"usage":{"prompt_tokens":120,"completion_tokens":30,"total_tokens":150}}""";
        yield return "data: [DONE]";
    }

    private static string Chunk(string delta, string? finish = null) =>
        $$$"""data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"gpt-test-1","choices":[{"index":0,"delta":{{{delta}}},"finish_reason":{{{(finish is null ? "null" : Quote(finish))}}}}]}""";

    private static IEnumerable<string> Anthropic(string text, IReadOnlyList<ToolWish> tools, string? finish)
    {
        yield return Event("message_start", ("message", """
            {"id":"msg_1","type":"message","role":"assistant","model":"claude-test-1","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":120,"output_tokens":1}}
            """));
        var block = 0;
        if (text.Length > 0)
        {
            yield return Event("content_block_start", ("index", $"{block}"), ("content_block", """{"type":"text","text":""}"""));
            foreach (var word in Words(text))
                yield return Delta(block, $$"""{"type":"text_delta","text":{{Quote(word)}}}""");
            yield return Event("content_block_stop", ("index", $"{block++}"));
        }

        foreach (var (id, name, arguments) in tools)
        {
            yield return Event("content_block_start", ("index", $"{block}"),
                ("content_block", $$$"""{"type":"tool_use","id":"{{{id}}}","name":"{{{name}}}","input":{}}"""));
            yield return Delta(block, $$"""{"type":"input_json_delta","partial_json":{{Quote(arguments)}}}""");
            yield return Event("content_block_stop", ("index", $"{block++}"));
        }

        var reason = finish ?? (tools.Count > 0 ? "tool_use" : "end_turn");
        yield return Event("message_delta",
            ("delta", $$"""{"stop_reason":"{{reason}}","stop_sequence":null}"""), ("usage", """{"output_tokens":30}"""));
        yield return Event("message_stop");
    }

    private static string Delta(int block, string delta) => Event("content_block_delta", ("index", $"{block}"), ("delta", delta));

    private static string Event(string type, params (string Name, string Json)[] members) =>
        $"event: {type}\ndata: {{\"type\":\"{type}\"{string.Concat(members.Select(member => $",\"{member.Name}\":{member.Json}"))}}}";

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
