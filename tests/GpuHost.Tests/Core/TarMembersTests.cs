using System.Formats.Tar;
using GpuHost.Core.Containers;

namespace GpuHost.Tests.Core;

public sealed class TarMembersTests
{
    [Fact]
    public async Task Next_ManyMembersOfOneByte_KeepsNothingOfThem()
    {
        const int members = 100_000;
        await using var tar = new TarMembers(new TarInput(new Repeated(Tar(("name", [1])), members)));
        var first = new List<WeakReference>();
        var count = 0;
        for (; await NextAsync(tar) is { } data; count++)
        {
            if (count < 100)
                first.Add(data);
        }

        Assert.Equal(members, count);
        GC.Collect();
        Assert.DoesNotContain(first, data => data.IsAlive);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Next_MembersOfAllSizes_AreWhatWasWritten(bool isRead)
    {
        var random = new Random(8);
        var files = Enumerable.Range(0, 45_000).Select(number => ($"{number}/" + new string('n', number % 200), Content(random))).ToArray();
        await using var tar = new TarMembers(new TarInput(new MemoryStream([.. Tar(files), .. new byte[1024]])));
        var at = 0;
        for (; await tar.NextAsync(CancellationToken.None) is { } entry; at++)
        {
            Assert.Equal(files[at].Item1, entry.Name);
            if (!isRead)
                continue;
            using var read = new MemoryStream();
            entry.DataStream?.CopyTo(read);
            Assert.Equal(files[at].Item2, read.ToArray());
        }

        Assert.Equal(files.Length, at);
    }

    /// <summary>The next member's stream, which only the reader may keep.</summary>
    private static async Task<WeakReference?> NextAsync(TarMembers tar) =>
        await tar.NextAsync(CancellationToken.None) is { DataStream: { } data } ? new WeakReference(data) : null;

    private static byte[] Content(Random random)
    {
        var content = new byte[random.Next(4) == 0 ? 0 : random.Next(1_100)];
        random.NextBytes(content);
        return content;
    }

    /// <summary>Without the two empty blocks at the end.</summary>
    private static byte[] Tar(params (string Name, byte[] Content)[] files)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, content) in files)
                tar.WriteEntry(EntryOf(name, content));
        }

        return stream.ToArray()[..^1024];
    }

    /// <summary>With an extended header where the name is long.</summary>
    private static TarEntry EntryOf(string name, byte[] content)
    {
        TarEntry entry = name.Length > 90 ? new PaxTarEntry(TarEntryType.RegularFile, name) : new UstarTarEntry(TarEntryType.RegularFile, name);
        entry.DataStream = content.Length == 0 ? null : new MemoryStream(content);
        return entry;
    }

    /// <summary>The same bytes again and again, then the end of a tar.</summary>
    private sealed class Repeated(byte[] bytes, int times) : ReadStream
    {
        private readonly long total = (long)bytes.Length * times;
        private long at;

        public override int Read(Span<byte> buffer)
        {
            var from = (int)(at % bytes.Length);
            var count = (int)Math.Min(Math.Min(buffer.Length, bytes.Length - from), total + 1024 - at);
            if (at < total)
                bytes.AsSpan(from, count).CopyTo(buffer);
            else
                buffer[..count].Clear();
            at += count;
            return count;
        }
    }
}
