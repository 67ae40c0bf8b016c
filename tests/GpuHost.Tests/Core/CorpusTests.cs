using System.Security.Cryptography;
using System.Text.Json;
using GpuHost.Core;
using GpuHost.Core.Folders;
using GpuHost.Core.Rules;
using GpuHost.Core.Tiers;

namespace GpuHost.Tests.Core;

/// <summary>On real folders every tier finds out the same, with one thread and with two.</summary>
public sealed class CorpusTests
{
    [CorpusFact]
    public void Run_RealFolders_AllTiersAgreeOnEverything()
    {
        foreach (var folder in CorpusFactAttribute.Folders)
        {
            var expected = Digest(folder, Tier.Scalar, threads: 1);
            Assert.NotEqual(0, expected.Files);
            foreach (var tier in TierSet.Present)
                Assert.Equal((folder, tier, expected), (folder, tier, Digest(folder, tier, threads: 2)));
        }
    }

    private static (int Files, string Digest) Digest(string folder, Tier tier, int threads)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var files = 0;
        var options = new FileCoreOptions { Measure = true, OpenContainers = true, Tier = tier, DegreeOfParallelism = threads };
        using var scan = new FolderScan(
            options,
            RuleSet.BuiltIn,
            facts =>
            {
                hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(facts));
                files++;
            },
            _ => { });
        scan.Run(folder, CancellationToken.None);
        return (files, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
