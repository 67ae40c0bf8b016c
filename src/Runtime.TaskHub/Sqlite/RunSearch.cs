using System.Globalization;
using Microsoft.DurableTask.Client;
using Runtime.Engine.Store;

namespace Runtime.TaskHub.Sqlite;

/// <summary>
/// A run query as SQL. One condition drives: an index answers it in the query's order. The others are checked on the rows it gives, at most
/// <see cref="RowsScannedMax"/> of them, so that no page takes long, whatever the size of the hub.
/// </summary>
internal sealed class RunSearch
{
    private const int RowsScannedMax = 20_000;          // a page of a rare combination then takes some 20 ms
    private const string LastCharacter = "\U0010FFFF";      // sorts behind every other in UTF-8
    private const string IsRun = "(r.id < '@' OR r.id >= 'A')";
    private const string IsEntity = "(r.id >= '@' AND r.id < 'A')";

    private readonly RunQuery query;
    private readonly RunPosition? from;
    private readonly bool descending;
    private readonly RunDriver drives;
    private readonly SqlText driver = new();
    private readonly SqlText filter = new();

    private RunSearch(RunQuery query, RunDriver drives, OrchestrationRuntimeStatus? status)
    {
        this.query = query;
        this.drives = drives;
        from = RunPosition.Of(query);
        descending = RunPager.IsDescending(query, from);
        Drive(status);
        Filter();
    }

    private string Number => drives == RunDriver.Tag ? "t.number" : "r.number";

    /// <summary>The searches whose merged rows are the answer: one, or one for each status when the status drives.</summary>
    public static IReadOnlyList<RunSearch> Of(RunQuery query) => DriverOf(query) is var drives && drives == RunDriver.Status
        ? [.. query.Statuses!.Distinct().Select(status => new RunSearch(query, drives, status))]
        : [new RunSearch(query, drives, null)];

    /// <summary>Rows that fulfil all conditions, and how far was read; null to the end.</summary>
    public (IReadOnlyList<RunRow> Rows, RunPosition? ReadTo) Read(SqliteDatabase database, string columns, Func<SqliteStatement, RunRow> read)
    {
        var rows = new List<RunRow>();
        var selected = string.Join(", ", columns.Split(", ").Select(column => "r." + column));
        var inner = Inner(selected);
        using (var statement = new SqlText($"SELECT * FROM ({inner.Sql}) AS r WHERE {filter.Sql} LIMIT {query.Limit + 1}", inner, filter).Prepare(database))
        {
            while (statement.Step())
                rows.Add(read(statement));
        }

        return (rows, rows.Count > query.Limit ? RunPosition.Of(rows[^1], query.Order) : ScannedTo(database));
    }

    /// <summary>Adds the counts by status; without position and bound.</summary>
    public void Count(SqliteDatabase database, Dictionary<OrchestrationRuntimeStatus, long> counts)
    {
        var sql = $"SELECT r.status, count(*) {driver.Sql} AND {filter.Sql} GROUP BY r.status";
        using var statement = new SqlText(sql, driver, filter).Prepare(database);
        while (statement.Step())
        {
            var status = (OrchestrationRuntimeStatus)statement.Int64(0);
            counts[status] = counts.GetValueOrDefault(status) + statement.Int64(1);
        }
    }

    /// <summary>The condition that leaves the fewest rows, as far as that is known without looking.</summary>
    private static RunDriver DriverOf(RunQuery query) => query switch
    {
        { ParentId: not null } => RunDriver.Parent,
        { Tags.Count: > 0 } => RunDriver.Tag,
        { Order: RunOrder.Id } => RunDriver.Id,
        { Statuses.Count: > 0 } when query.Name is null || !query.Statuses!.Contains(OrchestrationRuntimeStatus.Completed) => RunDriver.Status,
        { Name: not null } => RunDriver.Name,
        { Order: RunOrder.Created } => RunDriver.Created,
        { Order: RunOrder.Updated } => RunDriver.Updated,
        { CustomStatusContains: not null } => RunDriver.CustomStatus,
        _ => RunDriver.Number,
    };

    private void Drive(OrchestrationRuntimeStatus? status)
    {
        driver.Add(drives == RunDriver.Tag ? "FROM tags AS t CROSS JOIN instances AS r ON r.number = t.number WHERE " : "FROM instances AS r WHERE ");
        switch (drives)
        {
            case RunDriver.Parent:
                driver.Add("r.parent_id = ?", query.ParentId!);
                break;
            case RunDriver.Tag:
                var (key, value) = query.Tags!.First();
                driver.Add("t.key = ? AND t.value = ?", key, value);
                break;
            case RunDriver.Id when query.IdPrefix is { Length: > 0 } prefix:
                AddPrefix(driver, prefix);
                break;
            case RunDriver.Id:
                driver.Add(IsEntity);
                break;
            case RunDriver.Status:
                driver.Add(string.Create(CultureInfo.InvariantCulture, $"r.status = {(int)status!}"));
                break;
            case RunDriver.Name:
                driver.Add("r.name = ? COLLATE NOCASE", query.Name!);
                break;
            case RunDriver.CustomStatus:
                driver.Add("r.custom_status IS NOT NULL");
                break;
            default:
                driver.Add(drives switch
                {
                    RunDriver.Created => Between("r.created_at", query.CreatedFrom, query.CreatedTo),
                    RunDriver.Updated => Between("r.updated_at", query.UpdatedFrom, query.UpdatedTo),
                    _ => "TRUE",
                });
                break;
        }
    }

    private void Filter()
    {
        filter.Add(query.Entities ? IsEntity : IsRun);
        if (drives != RunDriver.Parent && query.ParentId is { } parent)
            filter.Add(" AND r.parent_id = ?", parent);
        if (drives != RunDriver.Id && query.IdPrefix is { Length: > 0 } prefix)
            AddPrefix(filter.Add(" AND "), prefix);
        if (drives != RunDriver.Name && query.Name is { } name)
            filter.Add(" AND r.name = ? COLLATE NOCASE", name);
        if (drives != RunDriver.Status && query.Statuses is { Count: > 0 } statuses)
            filter.Add($" AND r.status IN ({string.Join(',', statuses.Select(status => (int)status))})");
        if (query.CustomStatusContains is { } text)
            filter.Add(" AND instr(r.custom_status, ?) > 0", text);
        foreach (var (key, value) in (query.Tags ?? new Dictionary<string, string>()).Skip(drives == RunDriver.Tag ? 1 : 0))
            filter.Add(" AND EXISTS (SELECT 1 FROM tags AS o WHERE o.key = ? AND o.value = ? AND o.number = r.number)", key, value);
        if (drives != RunDriver.Created)
            filter.Add(" AND " + Between("r.created_at", query.CreatedFrom, query.CreatedTo));
        if (drives != RunDriver.Updated)
            filter.Add(" AND " + Between("r.updated_at", query.UpdatedFrom, query.UpdatedTo));
    }

    /// <summary>The driving rows behind the position, in order, as many as may be looked at.</summary>
    private SqlText Inner(string columns, int skip = 0)
    {
        var (direction, sign) = descending ? ("DESC", '<') : ("ASC", '>');
        var (key, value) = query.Order switch
        {
            RunOrder.Id => ("r.id", "?"),
            RunOrder.Created => ("r.created_at, r.number", $"{from?.Time}, {from?.Number}"),
            RunOrder.Updated => ("r.updated_at, r.number", $"{from?.Time}, {from?.Number}"),
            _ => (Number, $"{from?.Number}"),
        };
        var order = string.Join(", ", key.Split(", ").Select(column => $"{column} {direction}"));
        var inner = new SqlText($"SELECT {columns} {driver.Sql}", driver);
        if (from is { } place && query.Order == RunOrder.Id)
            inner.Add($" AND r.id {sign} ?", place.Id);
        else if (from is not null)
            inner.Add($" AND ({key}) {sign} ({value})");
        return inner.Add($" ORDER BY {order} LIMIT {RowsScannedMax - skip} OFFSET {skip}");
    }

    /// <summary>Where the bound on rows ended the search; null when it did not.</summary>
    private RunPosition? ScannedTo(SqliteDatabase database)
    {
        using var statement = Inner($"{Number}, r.id, r.created_at, r.updated_at", skip: RowsScannedMax - 1).Prepare(database);
        if (!statement.Step())
            return null;
        var row = new RunRow(statement.Int64(0), statement.Text(1), "", "")
        {
            CreatedAt = new DateTime(statement.Int64(2), DateTimeKind.Utc),
            UpdatedAt = new DateTime(statement.Int64(3), DateTimeKind.Utc),
        };
        return RunPosition.Of(row, query.Order);
    }

    private static void AddPrefix(SqlText text, string prefix) => text.Add("r.id >= ? AND r.id < ?", prefix, prefix + LastCharacter);

    private static string Between(string column, DateTime? from, DateTime? to) => string.Create(
        CultureInfo.InvariantCulture, $"{column} BETWEEN {from?.Ticks ?? 0} AND {to?.Ticks ?? long.MaxValue}");
}
