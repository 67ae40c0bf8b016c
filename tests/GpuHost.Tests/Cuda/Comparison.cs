using GpuHost.Core;
using GpuHost.Tests.Core;

namespace GpuHost.Tests.Cuda;

/// <summary>Compares all that two tiers found out.</summary>
internal static class Comparison
{
    public static string Describe(FileFacts facts) =>
        Scans.Describe(facts.Record) + (facts.Measures is not { } measures ? "" : string.Join(
            '|', measures.EntropyMilliBits, string.Join(',', measures.Signature ?? []), string.Join(',', measures.Embedding ?? [])));

    public static IEnumerable<string> Differing(IReadOnlyList<FileFacts> expected, IReadOnlyList<FileFacts> actual) =>
        expected.Zip(actual).Where(pair => Describe(pair.First) != Describe(pair.Second)).Select(pair => pair.First.Record.Path);
}
