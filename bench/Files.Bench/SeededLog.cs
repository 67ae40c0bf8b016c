using System.Globalization;

namespace Files.Bench;

/// <summary>Writes a log of 67 MB that is the same for the same seed: an access log, JSON lines, or an application's lines, in turn.</summary>
internal static class SeededLog
{
    private const int LogBytes = 67_000_000;

    private static readonly string[] Words =
    [
        "request", "completed", "timeout", "while", "reading", "cache", "miss", "order", "payment", "retry", "queue", "worker", "started", "session",
        "expired", "connection", "reset", "by", "peer", "index", "rebuilt", "slow", "query", "tenant", "not", "found",
    ];

    private static readonly string[] Levels = ["DEBUG", "INFO", "INFO", "INFO", "WARN", "ERROR"];

    public static void Write(string path, int seed)
    {
        var random = new Random(seed);
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        var at = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        for (var written = 0; written < LogBytes;)
        {
            at = at.AddMilliseconds(random.Next(40));
            var line = (seed % 3) switch
            {
                0 => Access(random, at),
                1 => Json(random, at),
                _ => Application(random, at),
            };
            writer.WriteLine(line);
            written += line.Length + 1;
        }
    }

    private static string Access(Random random, DateTime at) => string.Create(
        CultureInfo.InvariantCulture,
        $"10.{random.Next(256)}.{random.Next(256)}.{random.Next(256)} - - [{at:dd/MMM/yyyy:HH:mm:ss} +0000] "
            + $"\"GET /{Word(random)}/{random.Next(100_000)}?page={random.Next(50)} HTTP/1.1\" "
            + $"{(random.Next(20) == 0 ? 500 : 200)} {random.Next(90_000)} \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\"");

    private static string Json(Random random, DateTime at) => string.Create(
        CultureInfo.InvariantCulture,
        $"{{\"time\":\"{at:O}\",\"level\":\"{Levels[random.Next(Levels.Length)]}\","
            + $"\"trace\":\"{random.NextInt64():x16}\",\"message\":\"{Message(random)}\",\"ms\":{random.Next(3000)}}}");

    private static string Application(Random random, DateTime at) => string.Create(
        CultureInfo.InvariantCulture,
        $"{at:yyyy-MM-dd HH:mm:ss.fff} [{random.Next(64),2}] {Levels[random.Next(Levels.Length)],-5} Shop.{Word(random)}.Service: "
            + $"{Message(random)} (id={random.Next():x8})");

    private static string Word(Random random) => Words[random.Next(Words.Length)];

    private static string Message(Random random) => string.Join(' ', Enumerable.Range(0, 4 + random.Next(9)).Select(_ => Word(random)));
}
