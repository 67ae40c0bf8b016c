using System.Formats.Tar;

namespace GpuHost.Core.Containers;

/// <summary>
/// The members of a tar, as many as there are. The framework's reader keeps something of each member that has bytes until it is disposed of (75 bytes
/// each, .NET 10); so another one takes its place now and then, at the beginning of a member's header.
/// </summary>
internal sealed class TarMembers(TarInput input) : IAsyncDisposable
{
    private const int MembersPerReader = 20_000;
    private const int BlockBytes = 512;         // headers begin at multiples of it

    private readonly byte[] rest = new byte[16 * 1024];
    private TarReader reader = new(input, leaveOpen: true);
    private TarEntry? current;
    private int members;

    /// <summary>The next member; the one before it cannot be read any more.</summary>
    /// <returns>Null at the end.</returns>
    /// <exception cref="InvalidDataException">The tar is damaged.</exception>
    public async ValueTask<TarEntry?> NextAsync(CancellationToken cancellationToken)
    {
        if (members >= MembersPerReader)
            await RenewAsync(cancellationToken);
        members++;
        return current = await reader.GetNextEntryAsync(copyData: false, cancellationToken);
    }

    public ValueTask DisposeAsync() => reader.DisposeAsync();

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        for (var count = 1; count > 0 && current?.DataStream is { } data;)
            count = await data.ReadAsync(rest, cancellationToken);
        if (input.Total % BlockBytes is > 0 and var over)
            await input.ReadExactlyAsync(rest.AsMemory(0, (int)(BlockBytes - over)), cancellationToken);
        await reader.DisposeAsync();
        reader = new TarReader(input, leaveOpen: true);
        members = 0;
    }
}
