using System.Text;

namespace Runtime.TaskHub.Sqlite;

/// <summary>SQL that is put together from parts, with the values of its parameters in their order.</summary>
internal sealed class SqlText
{
    private readonly StringBuilder sql = new();
    private readonly List<string> values = [];

    public SqlText()
    {
    }

    /// <summary>SQL that contains other parts in this order.</summary>
    public SqlText(string text, params ReadOnlySpan<SqlText> parts)
    {
        sql.Append(text);
        foreach (var part in parts)
            values.AddRange(part.values);
    }

    public string Sql => sql.ToString();

    public SqlText Add(string text, params ReadOnlySpan<string> bound)
    {
        sql.Append(text);
        values.AddRange(bound);
        return this;
    }

    public SqliteStatement Prepare(SqliteDatabase database)
    {
        var statement = database.Prepare(Sql);
        for (var i = 0; i < values.Count; i++)
            statement.Bind(i, values[i]);
        return statement;
    }
}
