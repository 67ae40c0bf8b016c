namespace Workflows.Storage.Embedded;

/// <summary>Reads containers and blobs' rows on a connection of its own.</summary>
internal sealed class BlobReader(SqliteDatabase database) : IDisposable
{
    private readonly SqliteStatement find = database.Prepare("SELECT number FROM containers WHERE name = ?");
    private readonly SqliteStatement names = database.Prepare("SELECT name FROM containers ORDER BY name");
    private readonly SqliteStatement row = database.Prepare($"SELECT {BlobRow.Columns} FROM blobs WHERE container = ? AND name = ?");
    private readonly SqliteStatement byFile = database.Prepare($"SELECT {BlobRow.Columns} FROM blobs WHERE container = ? AND file = ?");
    private readonly SqliteStatement from = database.Prepare($"SELECT {BlobRow.Columns} FROM blobs WHERE container = ? AND name >= ? ORDER BY name LIMIT ?");
    private readonly SqliteStatement after = database.Prepare($"SELECT {BlobRow.Columns} FROM blobs WHERE container = ? AND name > ? ORDER BY name LIMIT ?");
    private readonly SqliteStatement changed = database.Prepare($"SELECT {BlobRow.Columns} FROM blobs WHERE container = ? AND change > ? ORDER BY change LIMIT ?");
    private readonly SqliteStatement files = database.Prepare("SELECT file, file_time, length FROM blobs WHERE container = ?");
    private readonly SqliteStatement below = database.Prepare("SELECT file FROM blobs WHERE container = ? AND file > ? || '/' AND file < ? || '0'");     // 0 follows /
    private readonly SqliteStatement id = database.Prepare("SELECT id FROM store");

    public static StorageException NoContainer(string name) => new(StorageProblem.NotFound, $"There is no blob container '{name}'. Create it first.");

    public string StoreId()
    {
        id.Step();
        var found = id.Text(0);
        id.Reset();
        return found;
    }

    public long? Find(string container)
    {
        long? number = find.Bind(0, container).Step() ? find.Int64(0) : null;
        find.Reset();
        return number;
    }

    public long Require(string container) => Find(container) ?? throw NoContainer(container);

    public List<string> Names()
    {
        var found = new List<string>();
        while (names.Step())
            found.Add(names.Text(0));
        return found;
    }

    public BlobRow? FindBlob(string container, string name) => Find(container) is { } number ? One(row.Bind(0, number).Bind(1, name)) : null;

    public BlobRow? FindFile(string container, string file) => Find(container) is { } number ? One(byFile.Bind(0, number).Bind(1, file)) : null;

    /// <summary>Blobs in order of their names.</summary>
    /// <param name="container">The container.</param>
    /// <param name="prefix">Names begin with it.</param>
    /// <param name="last">The last name of the page before; null: the first page.</param>
    /// <param name="limit">How many.</param>
    public List<BlobRow> List(string container, string prefix, string? last, int limit)
    {
        var statement = last is null ? from : after;
        statement.Bind(0, Require(container)).Bind(1, last ?? prefix).Bind(2, limit);
        var found = new List<BlobRow>();
        while (statement.Step())
        {
            if (!statement.Text(0).StartsWith(prefix, StringComparison.Ordinal))
            {
                statement.Reset();
                break;
            }

            found.Add(BlobRow.Read(statement));
        }

        return found;
    }

    public List<BlobRow> Changed(string container, long change, int limit)
    {
        changed.Bind(0, Require(container)).Bind(1, change).Bind(2, limit);
        var found = new List<BlobRow>();
        while (changed.Step())
            found.Add(BlobRow.Read(changed));
        return found;
    }

    /// <summary>What is known of a container's files: when each was written, and its length.</summary>
    public Dictionary<string, (long Time, long Length)> Files(string container)
    {
        var found = new Dictionary<string, (long, long)>();
        if (Find(container) is not { } number)
            return found;
        files.Bind(0, number);
        while (files.Step())
            found[files.Text(0)] = (files.Int64(1), files.Int64(2));
        return found;
    }

    /// <summary>The files that are known below a folder of a container.</summary>
    public List<string> FilesBelow(string container, string folder)
    {
        var found = new List<string>();
        if (Find(container) is not { } number)
            return found;
        below.Bind(0, number).Bind(1, folder).Bind(2, folder);
        while (below.Step())
            found.Add(below.Text(0));
        return found;
    }

    public void Dispose()
    {
        foreach (var statement in new[] { find, names, row, byFile, from, after, changed, files, below, id })
            statement.Dispose();
    }

    private static BlobRow? One(SqliteStatement statement)
    {
        var found = statement.Step() ? BlobRow.Read(statement) : null;
        statement.Reset();
        return found;
    }
}
