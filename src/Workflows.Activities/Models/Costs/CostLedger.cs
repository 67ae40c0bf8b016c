using System.Text.Json;
using Microsoft.Extensions.Options;
using Runtime.Sqlite;
using Workflows.Activities.Models.Health;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models.Costs;

/// <summary>
/// Every call, on disk before it is made and again when it ended. What one process writes another may read at the same time. A call that a
/// crash cut off counts at its worst as soon as it is executed again, so sums never say less than was spent.
/// </summary>
internal sealed class CostLedger(IOptions<CostLedgerOptions> options) : IDisposable
{
    private readonly Lock gate = new();
    private SqliteDatabase? open;

    private string Path => System.IO.Path.Combine(options.Value.Folder, CostLedgerOptions.FileName);

    /// <summary>Notes that a call begins. Disk errors are thrown: nothing is asked unnoted.</summary>
    /// <returns>Its row.</returns>
    public long Begin(CostEntry entry)
    {
        lock (gate)
        {
            var database = Open();
            Run(database, LedgerSchema.Insert, statement => statement
                .Bind(0, entry.Call).Bind(1, entry.At.ToUnixTimeMilliseconds()).Bind(2, DayOf(entry.At)).Bind(3, entry.Run).Bind(4, entry.Agent)
                .Bind(5, entry.Tenant).Bind(6, entry.Task).Bind(7, entry.Model).Bind(8, Units(entry.InputPrice)).Bind(9, Units(entry.OutputPrice))
                .Bind(10, Units(entry.WorstUsd)));
            return database.ReadInt64("SELECT last_insert_rowid()");
        }
    }

    /// <summary>What an earlier execution of a call left, from before a crash. What had not ended counts at its worst from now on.</summary>
    /// <returns>Null when the call was not made before.</returns>
    public PastCall? Before(string call)
    {
        lock (gate)
        {
            if (open is null && !File.Exists(Path))
                return null;
            var database = Open();
            using (var kept = database.Prepare(LedgerSchema.Kept).Bind(0, call))
            {
                if (kept.Step())
                    return new PastCall(JsonSerializer.Deserialize<ModelResult>(kept.Text(0))!.Outcome, ModelUsage.None, 0, false);
            }

            if (ReadPast(database, call) is null)
                return null;
            Run(database, LedgerSchema.Lose, statement => statement.Bind(0, call));
            return ReadPast(database, call);
        }
    }

    /// <summary>Notes how a call ended; the outcome itself too, when it has an id under which it can be executed again.</summary>
    public void Finish(long row, ModelOutcome outcome, string? call = null)
    {
        lock (gate)
        {
            var database = Open();
            database.Execute("BEGIN IMMEDIATE");
            try
            {
                Run(database, LedgerSchema.Finish, statement => statement.Bind(0, row).Bind(1, outcome is Answered ? 1 : 2)
                    .Bind(2, outcome.GetType().Name).Bind(3, Units(outcome.Usage.CostUsd)).Bind(4, outcome.Usage.InputTokens)
                    .Bind(5, outcome.Usage.CachedInputTokens).Bind(6, outcome.Usage.OutputTokens).Bind(7, outcome.LatencyMs));
                if (call is not null)
                {
                    var json = JsonSerializer.Serialize(new ModelResult(outcome));
                    Run(database, LedgerSchema.Keep, statement => statement.Bind(0, row).Bind(1, call).Bind(2, json));
                    Run(database, LedgerSchema.Forget, statement => statement.Bind(0, row));
                }

                database.Execute("COMMIT");
            }
            catch
            {
                database.Execute("ROLLBACK");
                throw;
            }
        }
    }

    public IReadOnlyList<StoredArm> ReadArms()
    {
        lock (gate)
        {
            if (open is null && !File.Exists(Path))
                return [];
            using var statement = Open().Prepare("SELECT model, task, calls, answered, graded, quality, seconds, usd FROM arms");
            var arms = new List<StoredArm>();
            while (statement.Step())
                arms.Add(new StoredArm(statement.Text(0), statement.Text(1), [.. Enumerable.Range(2, 6).Select(column => Real(statement, column))]));
            return arms;
        }
    }

    public void WriteArm(StoredArm arm)
    {
        lock (gate)
        {
            Run(Open(), "INSERT OR REPLACE INTO arms VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)", statement =>
            {
                statement.Bind(0, arm.Model).Bind(1, arm.Task);
                for (var i = 0; i < arm.Values.Length; i++)
                    statement.Bind(i + 2, arm.Values[i].ToString("R"));
            });
        }
    }

    /// <summary>The models that were out when that was written last.</summary>
    public IReadOnlyList<StoredHealth> ReadHealth()
    {
        lock (gate)
        {
            if (open is null && !File.Exists(Path))
                return [];
            using var statement = Open().Prepare("SELECT model, coalesce(quarantine, ''), cause, failures, openings, until FROM health");
            var all = new List<StoredHealth>();
            while (statement.Step())
            {
                var why = statement.Text(1);
                all.Add(new StoredHealth(statement.Text(0), why.Length == 0 ? null : why, statement.Text(2), (int)statement.Int64(3),
                    (int)statement.Int64(4), DateTimeOffset.FromUnixTimeMilliseconds(statement.Int64(5))));
            }

            return all;
        }
    }

    /// <summary>Keeps that a model is out, or that it is well again.</summary>
    public void WriteHealth(StoredHealth health, bool isOut)
    {
        lock (gate)
        {
            if (!isOut)
            {
                Run(Open(), "DELETE FROM health WHERE model = ?1", statement => statement.Bind(0, health.Model));
                return;
            }

            var until = health.Until == DateTimeOffset.MinValue ? 0 : health.Until.ToUnixTimeMilliseconds();
            Run(Open(), "INSERT OR REPLACE INTO health VALUES (?1, ?2, ?3, ?4, ?5, ?6)", statement => statement.Bind(0, health.Model)
                .Bind(1, health.Quarantine).Bind(2, health.Cause).Bind(3, health.Failures).Bind(4, health.Openings).Bind(5, until));
        }
    }

    public void Dispose()
    {
        lock (gate)
            open?.Dispose();
    }

    internal static long? Units(decimal? usd) => usd is { } money ? (long)decimal.Round(money * LedgerSchema.Unit) : null;

    internal static string DayOf(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd");

    private static double Real(SqliteStatement statement, int column) => double.Parse(statement.Text(column));

    private static PastCall? ReadPast(SqliteDatabase database, string call)
    {
        using var statement = database.Prepare(LedgerSchema.Earlier).Bind(0, call);
        statement.Step();
        if (statement.Int64(5) == 0)
            return null;
        var cost = statement.Int64(4) > 0 ? (decimal?)null : statement.Int64(3) / LedgerSchema.Unit;
        var usage = new ModelUsage(statement.Int64(0), statement.Int64(1), cost) { CachedInputTokens = statement.Int64(2) };
        return new PastCall(null, usage, statement.Int64(6), statement.Int64(7) > 0);
    }

    private static void Run(SqliteDatabase database, string sql, Action<SqliteStatement> bind)
    {
        using var statement = database.Prepare(sql);
        bind(statement);
        statement.Run();
    }

    private SqliteDatabase Open()
    {
        if (open is { } ready)
            return ready;
        Directory.CreateDirectory(options.Value.Folder);
        var database = new SqliteDatabase(Path, readOnly: false);
        database.Execute(LedgerSchema.Create);
        return open = database;
    }
}

/// <summary>What is known of a model at a kind of work, as it is on disk.</summary>
internal sealed record StoredArm(string Model, string Task, double[] Values);

/// <summary>What is known of an earlier execution of a call.</summary>
/// <param name="Outcome">How it ended; null when that is not known.</param>
/// <param name="Usage">What it counts for then.</param>
/// <param name="LatencyMs">How long it took.</param>
/// <param name="Lost">Whether it was cut off before it ended.</param>
internal sealed record PastCall(ModelOutcome? Outcome, ModelUsage Usage, long LatencyMs, bool Lost);
