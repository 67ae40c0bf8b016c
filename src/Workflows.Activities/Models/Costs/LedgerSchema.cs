namespace Workflows.Activities.Models.Costs;

/// <summary>
/// The ledger's one table. Money is in millionths of a millionth of a US dollar, so that sums are exact: a price per million tokens with
/// six decimals gives whole numbers. State 0 is a call that began, 1 an answer, 2 a failure, 3 a call lost in a crash.
/// </summary>
internal static class LedgerSchema
{
    public const decimal Unit = 1_000_000_000_000m;

    public const string Create = """
        PRAGMA journal_mode=WAL;
        PRAGMA synchronous=FULL;
        PRAGMA busy_timeout=5000;
        CREATE TABLE IF NOT EXISTS calls (
            id INTEGER PRIMARY KEY, call TEXT NOT NULL, state INTEGER NOT NULL, at INTEGER NOT NULL, day TEXT NOT NULL,
            run TEXT NOT NULL, agent TEXT NOT NULL, tenant TEXT NOT NULL, task TEXT NOT NULL, model TEXT NOT NULL, outcome TEXT NOT NULL,
            input_price INTEGER, output_price INTEGER, worst INTEGER, cost INTEGER,
            input INTEGER NOT NULL, cached INTEGER NOT NULL, output INTEGER NOT NULL, latency_ms INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS calls_call ON calls (call);
        CREATE INDEX IF NOT EXISTS calls_day ON calls (day);
        CREATE TABLE IF NOT EXISTS answers (id INTEGER PRIMARY KEY, call TEXT NOT NULL, json TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS answers_call ON answers (call);
        CREATE TABLE IF NOT EXISTS arms (
            model TEXT NOT NULL, task TEXT NOT NULL, calls REAL NOT NULL, answered REAL NOT NULL, graded REAL NOT NULL, quality REAL NOT NULL,
            seconds REAL NOT NULL, usd REAL NOT NULL, PRIMARY KEY (model, task)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS health (
            model TEXT PRIMARY KEY, quarantine TEXT, cause TEXT NOT NULL, failures INTEGER NOT NULL, openings INTEGER NOT NULL,
            until INTEGER NOT NULL) WITHOUT ROWID;
        """;

    public const string Insert = """
        INSERT INTO calls (call, state, at, day, run, agent, tenant, task, model, outcome, input_price, output_price, worst, cost,
            input, cached, output, latency_ms)
        VALUES (?1, 0, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'open', ?9, ?10, ?11, NULL, 0, 0, 0, 0)
        """;

    public const string Finish = """
        UPDATE calls SET state = ?2, outcome = ?3, cost = ?4, input = ?5, cached = ?6, output = ?7, latency_ms = ?8 WHERE id = ?1
        """;

    /// <summary>What began before under the same id and never ended was cut off by a crash: it counts at its worst.</summary>
    public const string Lose = "UPDATE calls SET state = 3, outcome = 'lost', cost = worst WHERE call = ?1 AND state = 0";

    public const string Earlier = """
        SELECT coalesce(sum(input), 0), coalesce(sum(output), 0), coalesce(sum(cached), 0), coalesce(sum(cost), 0),
            count(*) - count(cost), count(*), coalesce(sum(latency_ms), 0), coalesce(sum(state = 3), 0) FROM calls WHERE call = ?1
        """;

    /// <summary>Outcomes are kept until their runs have them in history, which is a moment; a thousand calls later they have.</summary>
    public const string Keep = "INSERT OR REPLACE INTO answers (id, call, json) VALUES (?1, ?2, ?3)";

    public const string Forget = "DELETE FROM answers WHERE id <= ?1 - 1000";

    public const string Kept = "SELECT json FROM answers WHERE call = ?1";

    public static string Sum(string column) => $"""
        SELECT {column}, count(*), sum(state <> 1), sum(input), sum(cached), sum(output), coalesce(sum(cost), 0), count(*) - count(cost),
            sum(latency_ms) FROM calls WHERE (?1 IS NULL OR day >= ?1) AND (?2 IS NULL OR run = ?2) GROUP BY 1 ORDER BY 7 DESC, 1
        """;
}
