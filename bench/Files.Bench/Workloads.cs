using System.Security.Cryptography;
using System.Text.Unicode;
using GpuHost.Core.Digests;
using GpuHost.Core.Measures;
using GpuHost.Core.Rules;
using GpuHost.Core.Scan;
using GpuHost.Core.Tiers;
using GpuHost.Core.Tokens;

namespace Files.Bench;

/// <summary>What can be measured.</summary>
internal static class Workloads
{
    // Rules without a literal of three bytes or more: the others are what scanners for literals are measured with.
    private static readonly string[] WithoutLiteral = ["email", "ssn", "ccard", "iban", "phone"];

    public static Dictionary<string, Func<string, int, IEnumerable<Measurement>>> All { get; } = new(StringComparer.Ordinal)
    {
        ["job2"] = (folder, runs) => JobWorkloads.Run(folder, runs, (Tokens: false, Threads: 2)),
        ["job2-tokens"] = (folder, runs) => JobWorkloads.Run(folder, runs, (Tokens: true, Threads: 2)),
        ["job1"] = (folder, runs) => JobWorkloads.Run(folder, runs, (Tokens: false, Threads: 1)),
        ["job1-tokens"] = (folder, runs) => JobWorkloads.Run(folder, runs, (Tokens: true, Threads: 1)),
        ["sha"] = (folder, runs) => Sha(Corpus.Of(folder), runs),
        ["scan52"] = (folder, runs) => Scan("scan52", RuleSet.BuiltIn, Corpus.Of(folder), runs),
        ["scan47"] = (folder, runs) => Scan("scan47", RuleSet.BuiltIn.Without(WithoutLiteral), Corpus.Of(folder), runs),
        ["prefilter"] = (folder, runs) => Filter(Corpus.Of(folder), runs),
        ["measures"] = (folder, runs) => Measures(Corpus.Of(folder), runs),
        ["pieces"] = (folder, runs) => Pieces(Corpus.Of(folder), runs),
        ["tokens"] = (folder, runs) => Tokens(Corpus.Of(folder), runs),
        ["cuda"] = CudaWorkload.Run,
        ["batch4mb"] = (folder, runs) => BatchWorkload.Run(folder, runs, threads: 1),
        ["batch4mb2"] = (folder, runs) => BatchWorkload.Run(folder, runs, threads: 2),
    };

    private static IEnumerable<Measurement> Sha(Corpus corpus, int runs)
    {
        var small = corpus.Files.Where(file => file.Length <= 16 * 1024).ToList();
        var size = (small.Count, small.Sum(file => (long)file.Length));
        yield return Measurement.Of("sha-small", "HashData", size, runs, () =>
        {
            Span<byte> digest = stackalloc byte[32];
            var sum = 0L;
            foreach (var (start, length) in small)
            {
                SHA256.HashData(corpus.Memory.AsSpan(start, length), digest);
                sum += digest[0];
            }

            return sum;
        });
        if (!Sha256Lanes.IsSupported)
            yield break;
        var lanes = new Sha256Lanes();
        var batches = small.Chunk(128).Select(batch => batch.OrderByDescending(file => file.Length).ToArray()).ToList();
        var digests = new byte[128 * 32];
        yield return Measurement.Of("sha-small", "Avx512", size, runs, () =>
        {
            var sum = 0L;
            foreach (var batch in batches)
            {
                lanes.Hash(corpus.Memory, batch, digests);
                for (var index = 0; index < batch.Length; index++)
                    sum += digests[index * 32];
            }

            return sum;
        });
    }

    private static IEnumerable<Measurement> Scan(string name, RuleSet rules, Corpus corpus, int runs)
    {
        foreach (var tier in TierSet.Present)
        {
            var scanner = new RuleScanner(rules, new ScanLimits(), tier);
            yield return Measurement.Of(name, tier.ToString(), (corpus.Files.Count, corpus.Bytes), runs, () =>
            {
                var sum = 0L;
                foreach (var (start, length) in corpus.Files)
                {
                    scanner.ScanWhole(corpus.Memory, start, length);
                    sum += scanner.Matches.Count + scanner.LeftOut;
                }

                return sum;
            });
        }
    }

    private static List<(int Start, int Length)> Texts(Corpus corpus) => corpus.Files.Where(file =>
        Utf8.IsValid(corpus.Memory.AsSpan(file.Start, file.Length)) && !corpus.Memory.AsSpan(file.Start, file.Length).Contains((byte)0)).ToList();

    private static IEnumerable<Measurement> Pieces(Corpus corpus, int runs)
    {
        var texts = Texts(corpus);
        yield return Measurement.Of("pieces", "Scalar", (texts.Count, texts.Sum(file => (long)file.Length)), runs, () =>
        {
            var sum = 0L;
            foreach (var (start, length) in texts)
            {
                var text = corpus.Memory.AsSpan(start, length);
                for (var at = 0; at < length; sum++)
                    at = PieceScanner.End(text, at, out _);
            }

            return sum;
        });
    }

    private static IEnumerable<Measurement> Tokens(Corpus corpus, int runs)
    {
        var texts = Texts(corpus);
        foreach (var tier in TierSet.Present.Reverse())
        {
            var counter = new TokenCounter(tier);
            yield return Measurement.Of("tokens", tier.ToString(), (texts.Count, texts.Sum(file => (long)file.Length)), runs, () =>
            {
                var sum = 0L;
                foreach (var (start, length) in texts)
                    sum += counter.Count(corpus.Memory, start, length, isEnd: true, out _);
                return sum;
            });
        }
    }

    private static IEnumerable<Measurement> Measures(Corpus corpus, int runs)
    {
        foreach (var tier in TierSet.Present)
        {
            var measures = new ContentMeasures(tier);
            yield return Measurement.Of("measures", tier.ToString(), (corpus.Files.Count, corpus.Bytes), runs, () =>
            {
                var sum = 0L;
                foreach (var (start, length) in corpus.Files)
                {
                    measures.Reset();
                    measures.Feed(corpus.Memory.AsSpan(start, length));
                    var found = measures.Finish();
                    sum += found.EntropyMilliBits + (found.Embedding?[0] ?? 0) + (found.Signature?[0] ?? 0);
                }

                return sum;
            });
        }
    }

    private static IEnumerable<Measurement> Filter(Corpus corpus, int runs)
    {
        foreach (var tier in TierSet.Present)
        {
            var places = new int[1024];
            var prefilter = RuleSet.BuiltIn.Prefilter;
            yield return Measurement.Of("prefilter", tier.ToString(), (corpus.Files.Count, corpus.Bytes), runs, () =>
            {
                var sum = 0L;
                foreach (var (start, length) in corpus.Files)
                {
                    for (var from = start; from < start + length;)
                        sum += prefilter.Collect(tier, corpus.Memory, ref from, start + length, places);
                }

                return sum;
            });
        }
    }
}
