using Runtime.Sqlite;
using Workflows.Contracts.Tools;
using Workflows.Tools.Tests.Support;

namespace Workflows.Tools.Tests.Builtin;

public sealed class SqliteToolsTests
{
    [Fact]
    public async Task Query_Select_GivesRows()
    {
        await using var bench = Shop();
        var answer = (await bench.CallAsync("sqlite_query", new { path = "shop.db", sql = "select id, name from goods where id > ? order by id", parameters = new object[] { 1 } })).Json();
        Assert.Equal("""[[2,"pear"],[3,null]]""", answer.GetProperty("rows").GetRawText());
        Assert.Equal("""["id","name"]""", answer.GetProperty("columns").GetRawText());
    }

    [Theory]
    [InlineData("delete from goods")]
    [InlineData("insert into goods values (9, 'x')")]
    [InlineData("attach 'other.db' as other")]
    [InlineData("pragma journal_mode = off")]
    [InlineData("select load_extension('x')")]
    [InlineData("vacuum into 'copy.db'")]
    [InlineData("select 1; delete from goods")]
    [InlineData("create table x (a)")]
    public async Task Query_AnythingButReading_IsRefused(string sql)
    {
        await using var bench = Shop();
        Assert.True((await bench.CallAsync("sqlite_query", new { path = "shop.db", sql })).Error is ToolErrorKind.Denied or ToolErrorKind.InvalidArguments);
        Assert.Equal("[[3]]", (await bench.CallAsync("sqlite_query", new { path = "shop.db", sql = "select count(*) from goods" })).Json().GetProperty("rows").GetRawText());
    }

    private static ToolBench Shop()
    {
        var bench = ToolBench.Create();
        NativeSqlite.Initialize();
        using var database = new SqliteDatabase(Path.Combine(bench.Files, "shop.db"), readOnly: false);
        database.Execute("create table goods (id integer, name text); insert into goods values (1, 'apple'), (2, 'pear'), (3, null);");
        return bench;
    }
}
