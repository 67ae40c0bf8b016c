using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Files;

/// <summary>Counts what really comes out of an archive: what its directory says may be a lie.</summary>
internal sealed class ArchiveLimit(long archiveBytes)
{
    private const int EntriesMax = 10_000;
    private const long BytesMax = 256L * 1024 * 1024;
    private const long RatioMax = 200;                      // ordinary text packs 3 to 20 times
    private const long RatioFrom = 8L * 1024 * 1024;        // small archives of zeros are harmless

    private int entries;

    public long Bytes { get; private set; }

    public void Next()
    {
        if (++entries > EntriesMax)
            throw Bomb($"more than {EntriesMax} files");
    }

    public void Copy(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var buffer = new byte[81_920];
        for (int read; (read = from.Read(buffer)) > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Bytes += read;
            if (Bytes > BytesMax)
                throw Bomb($"more than {BytesMax} bytes");
            if (Bytes > RatioFrom && Bytes > archiveBytes * RatioMax)
                throw Bomb($"more than {RatioMax} times its own size");
            to.Write(buffer, 0, read);
        }
    }

    private static ToolException Bomb(string what) => new(ToolErrorKind.Denied, $"The archive unpacks to {what}. Nothing was unpacked.");
}
