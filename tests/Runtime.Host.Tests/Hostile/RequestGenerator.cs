using System.Globalization;
using System.Text;

namespace Runtime.Host.Tests.Hostile;

/// <summary>Makes requests from a seed: half sensible, half broken, all of them over the addresses the host has.</summary>
internal sealed class RequestGenerator(int seed, string host)
{
    private const string Durable = "/runtime/webhooks/durabletask";

    private static readonly string[] Routes =
    [
        "/api/Echo", "/api/Json", "/api/typed/{}/{}", "/metrics", "/admin/host/ping", "/admin/functions", "/api/Data", "/api/items/{}/{}", "/api/files/{}", "/health/live", "/health/ready", "/admin/host/status", "/admin/functions/{}",
        Durable + "/instances", Durable + "/instances/{}", Durable + "/instances/{}/raiseEvent/{}", Durable + "/instances/{}/terminate",
        Durable + "/instances/{}/suspend", Durable + "/instances/{}/resume", Durable + "/instances/{}/rewind", Durable + "/instances/{}/restart",
        Durable + "/orchestrators/{}", Durable + "/orchestrators/Waits/{}", Durable + "/orchestrators/Waits/{}", Durable + "/entities", Durable + "/entities/{}",
        Durable + "/entities/{}/{}", Durable + "/makeprimary", "/api/v1/runs", "/api/v1/runs/{}", "/api/v1/runs/{}/wait", "/api/v1/runs/{}/events",
        "/api/v1/runs/{}/replay", "/api/v1/runs/{}/export", "/api/v1/runs/import", "/api/v1/runs/{}/fork", "/api/v1/runs/{}/terminate", "/{}", "/{}/{}/{}",
    ];

    private static readonly string[] Methods = ["GET", "GET", "GET", "POST", "POST", "POST", "DELETE", "PUT", "HEAD", "OPTIONS", "PATCH", "TRACE", "get", "FOO"];

    private static readonly string[] Parts =
    [
        "a", "run1", "run2", "Waits", "counter", "$", "@counter@a", "%40counter%40a", "..", "%2e%2e", "%2E%2E%2fetc%2fpasswd", "a%2Fb", "a%5Cb", "%00", "a%00b", "%C0%AF",
        "%ED%A0%80", "%FF%FE", "%", "%zz", "%25", "%E2%82%AC", "a%0d%0aX: y", "*", "{x}", "~", "a;b=c", "a+b", "-1", "0", "999999999999999999999", "1e9", "NaN",
    ];

    private static readonly string[] Names =
    [
        "timeout", "pollingInterval", "showHistory", "showHistoryOutput", "showInput", "returnInternalServerErrorOnFailure", "runtimeStatus", "createdTimeFrom",
        "createdTimeTo", "instanceIdPrefix", "top", "reason", "restartWithNewInstanceId", "fetchState", "lastOperationTimeFrom", "lastOperationTimeTo", "op", "status", "workflow",
        "tag", "prefix", "parent", "customStatus", "order", "limit", "position", "from", "last", "payload", "count", "code", "x",
    ];

    private static readonly string[] Values =
    [
        "1", "0", "-1", "true", "false", "x", "Running", "Running,Failed", "2026-01-01", "9999-12-31T23:59:59.9999999Z", "0001-01-01", "0001-01-01T00:00:00+14:00",
        "9223372036854775807", "1e400", "NaN", "Infinity", "0.001", "%00", "%FF", "a:b", ":", "a:", "newest", "add", "delete", "%ud800", "%F0%9F%92%A9", "",
    ];

    private static readonly string[] Bodies =
    [
        "", "{}", "[]", "null", "1", "\"x\"", "{", "{\"a\":", "{\"name\":\"tea\",\"count\":2}", "{\"name\":1}", "\"\\ud800\"", "{\"\\ud800\":1}", "{\"reason\":\"\\udfff\"}",
        "{\"name\":\"\\ud800\",\"count\":1}", "\"\u00FF\"",
        "{\"event\":0}", "{\"event\":0,\"id\":\"f\"}", "{\"event\":99999999999}", "{\"recursive\":true}", "{\"recursive\":\"x\"}", "{\"reason\":{}}", "{\"a\":1,\"a\":2}", "1e99999",
        "{\"format\":1,\"runs\":[]}", "{\"format\":\"workflows-run\",\"version\":1,\"runs\":[{}]}", "\u00EF\u00BB\u00BF{}", "\u0000", "\u00FF\u00FE", "tru", "{}{}", "// x",
    ];

    private static readonly string[] Headers =
    [
        "Content-Type: application/json", "Content-Type: text/plain", "Content-Type: application/x+json; charset=bogus", "Content-Type: ;;;", "Accept: */*",
        "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "traceparent: 00-zz", "tracestate: a=b,=,,", "X-Forwarded-Host: evil.example/x?y",
        "X-Forwarded-Proto: javascript", "Forwarded: host=\"a b\";proto=;;=", "x-ms-continuation-token: x", "x-ms-continuation-token: AAAA", "Cookie: a=b; ;=; c", "Range: bytes=9-1",
        "If-Match: *", "Expect: 100-continue", "x-functions-key: x", "Origin: null", "Origin: http://localhost:1", "Origin: https://evil.example", "Upgrade: h2c", "Content-Encoding: gzip",
    ];

    private readonly Random random = new(seed);

    public string Host => host;

    /// <summary>The last request ends before its end.</summary>
    public bool IsCut { get; private set; }

    /// <param name="keepAlive">Others follow on the same connection.</param>
    public byte[] Next(bool keepAlive = false)
    {
        IsCut = false;
        var text = new StringBuilder();
        text.Append(Pick(Methods)).Append(' ').Append(Path()).Append(Query()).Append(random.Next(60) == 0 ? " HTTP/1.0" : " HTTP/1.1").Append("\r\n");
        text.Append("Host: ").Append(random.Next(30) == 0 ? Pick(["", "evil.example", "localhost:99999", "[::1", "a b", "127.0.0.1:x"]) : host).Append("\r\n");
        text.Append(keepAlive ? "" : "Connection: close\r\n");
        for (var i = random.Next(4); i > 0; i--)
            text.Append(random.Next(25) == 0 ? Garbage(40) : Pick(Headers)).Append("\r\n");
        return Encoding.Latin1.GetBytes(WithBody(text));
    }

    private string WithBody(StringBuilder text)
    {
        var body = random.Next(25) switch
        {
            0 => new string('[', random.Next(2_000)),
            1 => Garbage(2_000),
            2 => string.Concat(Enumerable.Repeat("{\"a\":", 500)),
            _ => Pick(Bodies),
        };
        switch (random.Next(30))
        {
            case 0:
                IsCut = true;
                text.Append("Content-Length: ").Append(body.Length + 50).Append("\r\n\r\n");
                break;
            case 1:
                text.Append("Content-Length: -5\r\n\r\n");
                break;
            case 2:
                IsCut = true;
                text.Append("Transfer-Encoding: chunked\r\n\r\n").Append(body.Length.ToString("x", CultureInfo.InvariantCulture)).Append("\r\n");
                break;
            case 3:
                text.Append("Transfer-Encoding: chunked\r\n\r\nzz\r\n");
                break;
            case 4:
                text.Append("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n");
                break;
            default:
                text.Append("Content-Length: ").Append(body.Length).Append("\r\n\r\n");
                break;
        }
        return text.Append(body).ToString();
    }

    private string Path()
    {
        var pieces = Pick(Routes).Split("{}");
        var path = new StringBuilder(pieces[0]);
        foreach (var piece in pieces.Skip(1))
            path.Append(Part()).Append(piece);
        return random.Next(40) == 0 ? path.Insert(1, "/..%2f/").ToString() : path.ToString();
    }

    private string Part() => random.Next(20) switch
    {
        0 => new string('a', random.Next(600)),
        1 => string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => $"%{random.Next(256):X2}")),
        _ => Pick(Parts),
    };

    private string Query()
    {
        if (random.Next(2) == 0)
            return "";
        var pairs = Enumerable.Range(0, random.Next(1, 5)).Select(_ => $"{Pick(Names)}={Value()}");
        return "?" + string.Join('&', pairs);
    }

    private string Value() => random.Next(20) == 0 ? new string('q', random.Next(20_000)) : Pick(Values);

    // Without spaces and line ends, so that what is broken is not only the form of the request.
    private string Garbage(int most) => new([.. Enumerable.Range(0, random.Next(most)).Select(_ => (char)random.Next('!', 256))]);

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
