namespace Runtime.TaskHub.Sqlite;

/// <summary>The condition of a search that an index answers.</summary>
internal enum RunDriver
{
    Number,
    Parent,
    Tag,
    Id,
    Status,
    Name,
    Created,
    Updated,
    CustomStatus,
}
