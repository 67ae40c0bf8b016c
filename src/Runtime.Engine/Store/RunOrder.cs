namespace Runtime.Engine.Store;

/// <summary>What the pages of a query are ordered by. Runs that are equal in it follow their number.</summary>
public enum RunOrder
{
    /// <summary>The order in which the hub stored the runs.</summary>
    Number,

    /// <summary>The id. Generated ids are in the order of their creation.</summary>
    Id,

    /// <summary>The time of creation.</summary>
    Created,

    /// <summary>The time of the row's last change.</summary>
    Updated,
}
