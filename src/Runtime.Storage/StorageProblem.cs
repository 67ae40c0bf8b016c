namespace Workflows.Storage;

/// <summary>Why a store refused something.</summary>
public enum StorageProblem
{
    /// <summary>There is no such container, queue or blob; for a message: it was deleted, or has expired.</summary>
    NotFound,

    /// <summary>There is one already, and the condition was that there be none (If-None-Match: *).</summary>
    Exists,

    /// <summary>The blob has another etag than the condition names.</summary>
    Changed,

    /// <summary>The pop receipt is no longer valid: the message was given to somebody else in the meantime, or was renewed.</summary>
    ReceiptLost,

    /// <summary>A setting is wrong: the connection is missing or cannot be read, or what it needs is not installed.</summary>
    Settings,

    /// <summary>Another process has the store open.</summary>
    InUse,

    /// <summary>The folder or a file of the store may not be read or written, or the credentials are refused.</summary>
    Denied,

    /// <summary>The disk or the account is full.</summary>
    Full,

    /// <summary>The store's file is damaged, is of another program, or of a newer version of this one.</summary>
    Damaged,

    /// <summary>The service cannot be reached, or does not answer at present. Trying again later can help.</summary>
    Unavailable,
}
