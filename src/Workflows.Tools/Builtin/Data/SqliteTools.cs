using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Runtime.Sqlite;
using SQLitePCL;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Data;

/// <summary>
/// Asks SQLite files. The file is opened for reading, and the library itself is told to let nothing but reading happen: no other file is attached, no
/// pragma set, no extension loaded.
/// </summary>
internal sealed class SqliteTools(Files.FileAccess files)
{
    private const int StepsBetweenChecks = 10_000;      // a few milliseconds of work
    private const int BlobBytesShown = 64;

    public IEnumerable<ITool> All() =>
    [
        Tool.Create<QueryArguments>(
            "sqlite_query",
            "Runs one SELECT on a SQLite file. 'select name, sql from sqlite_master' shows what is in it.",
            ToolEffect.ReadOnly,
            (arguments, request, token) => Task.Run(() => Query(arguments, request, token), token),
            static tool => tool with { OpenWorld = true }),
    ];

    private ToolResult Query(QueryArguments arguments, ToolRequest request, CancellationToken cancellationToken)
    {
        var path = files.Readable(arguments.Path, request);
        if (!File.Exists(path))
            throw new ToolException(ToolErrorKind.InvalidArguments, $"There is no file '{arguments.Path}'.");
        files.OpenRead(arguments.Path, request).Dispose();      // the library would wait at a pipe
        NativeSqlite.Initialize();
        var code = raw.sqlite3_open_v2(path, out var database, raw.SQLITE_OPEN_READONLY, null);
        using (database)
        {
            Check(code, database);
            raw.sqlite3_set_authorizer(database, Authorize, null);
            raw.sqlite3_progress_handler(database, StepsBetweenChecks, _ => cancellationToken.IsCancellationRequested ? 1 : 0, null);
            var answer = Run(database, arguments);
            cancellationToken.ThrowIfCancellationRequested();
            return answer;
        }
    }

    private static ToolResult Run(sqlite3 database, QueryArguments arguments)
    {
        Check(raw.sqlite3_prepare_v2(database, arguments.Sql, out var statement, out var rest), database);
        using (statement)
        {
            if (rest.Trim().Length > 0)
                throw new ToolException(ToolErrorKind.InvalidArguments, "Give one statement at a time.");
            var at = 0;
            foreach (var value in arguments.Parameters ?? [])
                Bind(statement, ++at, value);
            var columns = Enumerable.Range(0, raw.sqlite3_column_count(statement))
                .Select(i => raw.sqlite3_column_name(statement, i).utf8_to_string()).ToArray();
            var rows = new List<object?[]>();
            int code;
            while ((code = raw.sqlite3_step(statement)) == raw.SQLITE_ROW && rows.Count <= arguments.Limit)
                rows.Add([.. columns.Select((_, i) => Value(statement, i))]);
            if (code is not (raw.SQLITE_ROW or raw.SQLITE_DONE or raw.SQLITE_INTERRUPT))
                Check(code, database);
            return ToolResult.Json(new { Columns = columns, Rows = rows.Take(arguments.Limit), More = rows.Count > arguments.Limit });
        }
    }

    private static int Authorize(object userData, int action, string first, string second, string database, string trigger) => action switch
    {
        raw.SQLITE_SELECT or raw.SQLITE_READ or raw.SQLITE_RECURSIVE => raw.SQLITE_OK,
        raw.SQLITE_FUNCTION when !string.Equals(second, "load_extension", StringComparison.OrdinalIgnoreCase) => raw.SQLITE_OK,
        _ => raw.SQLITE_DENY,
    };

    private static void Bind(sqlite3_stmt statement, int index, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Null: raw.sqlite3_bind_null(statement, index); break;
            case JsonValueKind.Number when value.TryGetInt64(out var whole): raw.sqlite3_bind_int64(statement, index, whole); break;
            case JsonValueKind.Number: raw.sqlite3_bind_double(statement, index, value.GetDouble()); break;
            default: raw.sqlite3_bind_text(statement, index, value.ToString()); break;
        }
    }

    private static object? Value(sqlite3_stmt statement, int column) => raw.sqlite3_column_type(statement, column) switch
    {
        raw.SQLITE_NULL => null,
        raw.SQLITE_INTEGER => raw.sqlite3_column_int64(statement, column),
        raw.SQLITE_FLOAT => raw.sqlite3_column_double(statement, column),
        raw.SQLITE_BLOB => Blob(raw.sqlite3_column_blob(statement, column)),
        _ => raw.sqlite3_column_text(statement, column).utf8_to_string(),
    };

    private static string Blob(ReadOnlySpan<byte> bytes) =>
        $"{bytes.Length} bytes: {Convert.ToHexStringLower(bytes[..Math.Min(bytes.Length, BlobBytesShown)])}";

    private static void Check(int code, sqlite3 database)
    {
        if (code == raw.SQLITE_OK)
            return;
        var kind = (code & 0xFF) == raw.SQLITE_AUTH ? ToolErrorKind.Denied : ToolErrorKind.InvalidArguments;
        throw new ToolException(kind, $"SQLite: {raw.sqlite3_errmsg(database).utf8_to_string()}. Only reading is allowed here.");
    }

    private sealed record QueryArguments(
        string Path,
        string Sql,
        [property: Description("Values for ? in the statement, in order.")] IReadOnlyList<JsonElement>? Parameters = null,
        [property: Range(1, 100_000)] int Limit = 200);
}
