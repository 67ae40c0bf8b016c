namespace GpuHost.Core.Containers;

/// <summary>How far packed content is opened. What goes beyond is named in the file's record and left closed.</summary>
public sealed record ContainerLimits
{
    /// <summary>Containers in each other that are opened: a layer of an image in an archive in an archive, and one more.</summary>
    public int DepthMax { get; init; } = 4;

    /// <summary>Bytes unpacked for one file, members of members included: more than the sources of a large project.</summary>
    public long UnpackedBytesMax { get; init; } = 256L * 1024 * 1024;

    /// <summary>How many times its packed size content may have; deflate can reach 1,032, text seldom 30.</summary>
    public int RatioMax { get; init; } = 200;

    /// <summary>Below this size the ratio does not matter: a megabyte of zeros is no attack.</summary>
    public long RatioFromBytes { get; init; } = 16L * 1024 * 1024;

    /// <summary>Members looked at for one file.</summary>
    public int MembersMax { get; init; } = 20_000;

    /// <summary>Bytes of a zip's directory, which is in memory while the zip is read: names and places of 20,000 members and far more.</summary>
    public int ZipDirectoryBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Steps that rules may take in all members of one file together, beside sixteen for each byte: some seconds. Each member could take as many as a file
    /// of its own may, and there may be thousands.
    /// </summary>
    public long StepsMax { get; init; } = 1_000_000_000;

    /// <summary>Bytes of a zip that lies inside another container, which must be in memory to be read from its end.</summary>
    public int NestedZipBytesMax { get; init; } = 32 * 1024 * 1024;
}
