using Runtime.Sqlite;

namespace Workflows.Activities.Models.Costs;

/// <summary>Reads a cost ledger, also while another process writes it.</summary>
public static class CostReport
{
    /// <summary>What sums can be asked by.</summary>
    public static IReadOnlyList<string> Groupings { get; } = ["run", "agent", "model", "day", "tenant", "task", "all"];

    /// <summary>Sums of calls, the most expensive first.</summary>
    /// <param name="folder">The ledger's folder, which is the task hub's.</param>
    /// <param name="by">One of <see cref="Groupings"/>.</param>
    /// <param name="since">The first day that counts, in UTC; null for all.</param>
    /// <param name="run">The run that counts; null for all.</param>
    /// <returns>One sum for each key; none when nothing was asked yet.</returns>
    /// <exception cref="ArgumentException"><paramref name="by"/> is unknown.</exception>
    public static IReadOnlyList<CostSum> Read(string folder, string by, DateOnly? since = null, string? run = null)
    {
        if (!Groupings.Contains(by, StringComparer.Ordinal))
            throw new ArgumentException($"Costs are summed by {string.Join(", ", Groupings)}.", nameof(by));
        var path = Path.Combine(folder, CostLedgerOptions.FileName);
        if (!File.Exists(path))
            return [];
        using var database = new SqliteDatabase(path, readOnly: true);
        database.Execute("PRAGMA busy_timeout=5000");
        using var statement = database.Prepare(LedgerSchema.Sum(by == "all" ? "'all'" : by))
            .Bind(0, since?.ToString("yyyy-MM-dd")).Bind(1, run);
        var sums = new List<CostSum>();
        while (statement.Step())
        {
            sums.Add(new CostSum(statement.Text(0), statement.Int64(1), statement.Int64(2), statement.Int64(3), statement.Int64(4),
                statement.Int64(5), statement.Int64(6) / LedgerSchema.Unit, statement.Int64(7), statement.Int64(8) / 1000.0));
        }

        return sums;
    }
}
