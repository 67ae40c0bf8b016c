namespace GpuHost.Packs;

/// <summary>Why bytes are no pack. The names are part of the interface: results and logs carry them.</summary>
public enum PackProblem
{
    /// <summary>Fewer bytes than a header has, or than the header says.</summary>
    CutShort,

    /// <summary>It does not begin like a pack.</summary>
    NotAPack,

    /// <summary>A version that this program does not know.</summary>
    UnknownVersion,

    /// <summary>More bytes than a pack may have.</summary>
    TooLarge,

    /// <summary>More entries than a pack may have.</summary>
    TooManyEntries,

    /// <summary>The header's sizes do not fit each other or the bytes that are there.</summary>
    WrongSizes,

    /// <summary>Bytes that must be zero are not.</summary>
    NotZero,

    /// <summary>The checksum of header, table and names is another.</summary>
    WrongChecksum,

    /// <summary>A name is empty, too long, no UTF-8, or not where it must be.</summary>
    WrongName,

    /// <summary>Names are out of order, or one stands twice.</summary>
    NamesOutOfOrder,

    /// <summary>A content is not where it must be.</summary>
    WrongPlace,

    /// <summary>An entry has flags that this version does not know, or a digest without its flag.</summary>
    WrongFlags,
}
