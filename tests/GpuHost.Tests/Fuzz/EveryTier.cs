using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GpuHost.Core;
using GpuHost.Core.Containers;
using GpuHost.Core.Rules;
using GpuHost.Core.Tiers;

namespace GpuHost.Tests.Fuzz;

/// <summary>The core on every tier of this processor, side by side: what one finds out, all find out, as a whole and in blocks.</summary>
internal sealed class EveryTier : IDisposable
{
    /// <summary>Bounds so small that documents of some kilobytes meet them.</summary>
    public static readonly ContainerLimits Tight = new()
    {
        UnpackedBytesMax = 2 * 1024 * 1024, RatioFromBytes = 256 * 1024, MembersMax = 60, ZipDirectoryBytesMax = 64 * 1024, NestedZipBytesMax = 256 * 1024,
        StepsMax = 20_000_000,
    };

    private readonly List<(Tier Tier, MemoryWorker Worker)> workers;
    private readonly bool isOpening;

    public EveryTier(bool opens = true, bool tokens = true, Tier? only = null)
    {
        isOpening = opens;
        var blockBytes = opens ? 128 * 1024 : 16 * 1024;
        var options = new FileCoreOptions { Measure = true, OpenContainers = opens, CountTokens = tokens, Containers = Tight, BlockBytes = blockBytes };
        workers = [.. TierSet.Present.Where(tier => only is null || tier == only)
            .Select(tier => (tier, new MemoryWorker(RuleSet.BuiltIn, options with { Tier = tier })))];
        Run("warm", "key\n"u8.ToArray());       // what is made once is no file's doing
    }

    public void Dispose() => workers.ForEach(worker => worker.Worker.Dispose());

    /// <summary>Examines a content on every tier, in bounded memory, and compares.</summary>
    public FileFacts Run(string path, byte[] bytes)
    {
        var digest = SHA256.HashData(bytes);
        byte[] memory = [.. bytes, .. new byte[MemoryWorker.BytesBehind]];
        FileFacts? expected = null;
        foreach (var (tier, worker) in workers)
        {
            var facts = Rounds.Bounded(() => worker.Run(path, memory, (0, bytes.Length), digest, default, CancellationToken.None));
            expected ??= facts;
            Assert.Equal((tier, Text(expected)), (tier, Text(facts)));
            if (isOpening)
                continue;
            using var content = new MemoryStream(bytes);        // a text's base64 is looked for in one block only: closed files are the same in blocks
            Assert.Equal((tier, Text(expected)), (tier, Text(worker.RunStream(path, content, CancellationToken.None))));
        }

        Assert.Equal((path, (long)bytes.Length, Convert.ToHexStringLower(digest)), (expected!.Record.Path, expected.Record.Size, expected.Record.Sha256));
        return expected;
    }

    private static string Text(FileFacts facts) => Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(facts));
}
