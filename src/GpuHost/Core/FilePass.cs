using System.Security.Cryptography;
using GpuHost.Core.Cuda;
using GpuHost.Core.Intake;
using GpuHost.Core.Measures;
using GpuHost.Core.Rules;
using GpuHost.Core.Scan;
using GpuHost.Core.Tiers;
using GpuHost.Core.Tokens;
using Workflows.Contracts.Files;

namespace GpuHost.Core;

/// <summary>
/// One pass over one file after another: each byte is read once and goes through digest, text probe, measures, token count and rule scan. A
/// file that fits in memory is looked at where it lies; a larger one passes in blocks, and comes to the same. Not for two threads at once.
/// </summary>
internal sealed class FilePass : IDisposable
{
    private readonly RuleSet rules;
    private readonly RuleScanner scanner;
    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly int blockBytes;
    private readonly byte[] narrow;
    private readonly TokenCounter? tokens;
    private readonly ContentMeasures? measures;
    private byte[]? block;
    private bool isMeasuring = true;        // a device may have measured the file at hand
    private bool hasTokens;                 // and counted its tokens
    private TokenStream? tokenStream;

    public FilePass(RuleSet rules, FileCoreOptions options, Tier tier)
    {
        this.rules = rules;
        blockBytes = options.BlockBytes;
        scanner = new RuleScanner(rules, new ScanLimits { WindowBytes = blockBytes, FindingsMax = options.FindingsPerFileMax }, tier);
        tokens = options.CountTokens ? new TokenCounter(tier) : null;
        measures = options.Measure ? new ContentMeasures(tier) : null;
        narrow = new byte[Prefilter.PaddingBytes + (blockBytes / 2) + 1 + Prefilter.PaddingBytes];
    }

    /// <summary>Where the time goes.</summary>
    public StageClock Clock { get; } = new();

    /// <summary>Steps that rules took in the last file.</summary>
    public long StepsTaken => scanner.StepsTaken;

    public void Dispose() => digest.Dispose();

    /// <summary>Examines a file that lies in memory.</summary>
    /// <param name="path">The path for its record.</param>
    /// <param name="memory">Holds the file, with <see cref="Prefilter.PaddingBytes"/> zero bytes around it.</param>
    /// <param name="start">Where the file begins.</param>
    /// <param name="length">Its size, at most a block.</param>
    /// <param name="sha256">Its digest.</param>
    public FileFacts RunWhole(string path, byte[] memory, int start, int length, ReadOnlySpan<byte> sha256) =>
        RunWhole(path, memory, (start, length), sha256, default);

    /// <summary>Examines a file that lies in memory, of which a device knows something already.</summary>
    /// <param name="path">The path for its record.</param>
    /// <param name="memory">Holds the file, with <see cref="Prefilter.PaddingBytes"/> zero bytes around it.</param>
    /// <param name="file">Where it begins, and its size, at most a block.</param>
    /// <param name="sha256">Its digest.</param>
    /// <param name="known">What is known; the rest is found out here.</param>
    public FileFacts RunWhole(string path, byte[] memory, (int Start, int Length) file, ReadOnlySpan<byte> sha256, in DeviceFacts known)
    {
        var (start, length) = file;
        isMeasuring = known.Measures is null;
        measures?.Reset();
        var state = new PassState();
        var units = 0;
        if (length > 0)
            Observe(memory.AsSpan(start, length), path, isFirst: true, ref state, out units);
        if (state.Utf16 is null)
        {
            scanner.ScanWhole(memory, start, length, known.Places);
        }
        else
        {
            narrow.AsSpan(Prefilter.PaddingBytes + units, Prefilter.PaddingBytes).Clear();
            scanner.ScanWhole(narrow, Prefilter.PaddingBytes, units);
        }

        Clock.Add(Stage.Scan);
        var count = CountWhole(memory, start, length, state.FinalEncoding(), in known);
        Clock.Add(Stage.Tokens);
        var facts = Describe(path, length, Convert.ToHexStringLower(sha256), in state, count);
        isMeasuring = true;
        return known.Measures is null ? facts : facts with { Measures = known.Measures };
    }

    /// <summary>Examines a file that lies in memory and is larger than a block, of which a device knows something already.</summary>
    public FileFacts RunLarge(string path, byte[] memory, (int Start, int Length) file, in DeviceFacts known, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(memory, file.Start, file.Length, writable: false);
        hasTokens = tokens is not null && known.Tokens is not null;
        isMeasuring = known.Measures is null;
        var (facts, _) = RunBlocks(path, new StreamBlocks(content), long.MaxValue, cancellationToken);
        if (hasTokens && facts.Record.IsText)
            facts = facts with { Record = facts.Record with { Tokens = known.Tokens!.Value + CountLongPieces(memory, file.Start, in known) } };
        (hasTokens, isMeasuring) = (false, true);
        return known.Measures is null ? facts : facts with { Measures = known.Measures };
    }

    /// <summary>Reads and examines an open file in blocks.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public FileFacts RunStream(string path, OpenFile file, CancellationToken cancellationToken)
    {
        var size = file.Opened.Size;
        var (facts, read) = RunBlocks(path, file, size, cancellationToken);
        return read == size && file.IsUnchanged() ? facts : new FileFacts(new FileRecord(path, size) { Error = FileFault.Changed }, null);
    }

    /// <summary>Reads and examines what a container holds.</summary>
    /// <param name="path">The label of the member.</param>
    /// <param name="source">Its content.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <param name="text">Its bytes, until the next run, when one block holds them all; else none.</param>
    public FileRecord RunMember(string path, IBlockSource source, CancellationToken cancellationToken, out ReadOnlySpan<byte> text)
    {
        var (facts, read) = RunBlocks(path, source, long.MaxValue, cancellationToken);
        text = read <= blockBytes ? block.AsSpan(0, (int)read) : default;
        return facts.Record;
    }

    /// <summary>Reads and examines what comes in blocks from elsewhere than a file of this machine.</summary>
    /// <param name="path">The path for its record.</param>
    /// <param name="source">Its content.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    public FileFacts RunSource(string path, IBlockSource source, CancellationToken cancellationToken) =>
        RunBlocks(path, source, long.MaxValue, cancellationToken).Facts;

    private (FileFacts Facts, long Read) RunBlocks(string path, IBlockSource source, long sizeMax, CancellationToken cancellationToken)
    {
        block ??= GC.AllocateUninitializedArray<byte>(blockBytes);
        _ = digest.GetHashAndReset();       // a file that failed half-way may have left something
        scanner.Reset();
        measures?.Reset();
        var state = new PassState();
        var stream = tokens is null || hasTokens ? null : StartTokens(tokens);
        long offset = 0;
        for (var count = source.Fill(block); count > 0 && offset <= sizeMax; count = source.Fill(block))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Clock.Add(Stage.Read);
            var bytes = block.AsSpan(0, count);
            digest.AppendData(bytes);
            Clock.Add(Stage.Digest);
            Observe(bytes, path, offset == 0, ref state, out var units);
            if (stream is not null && !state.IsSettledBinary)
                FeedTokens(stream, bytes, state.Utf16);
            Clock.Add(Stage.Tokens);
            scanner.Feed(state.Utf16 is null ? bytes : narrow.AsSpan(Prefilter.PaddingBytes, units));
            Clock.Add(Stage.Scan);
            offset += count;
            if (count < blockBytes)
                break;
        }

        scanner.Finish();
        Clock.Add(Stage.Scan);
        stream?.Finish(state.Utf16 is not null);
        Clock.Add(Stage.Tokens);
        return (Describe(path, offset, Convert.ToHexStringLower(digest.GetHashAndReset()), in state, stream?.Tokens ?? 0), offset);
    }

    /// <summary>Shows the next bytes to everything but digest, tokens and rules.</summary>
    private void Observe(ReadOnlySpan<byte> bytes, string path, bool isFirst, ref PassState state, out int units)
    {
        units = 0;
        if (isFirst)
            state.Begin(path, bytes);
        if (state.Utf16 is not null)
        {
            var text = narrow.AsSpan(Prefilter.PaddingBytes);
            units = state.View.Narrow(bytes, text);
            text = text[..units];
            state.NewLines += text.Count((byte)'\n');
            state.LastByte = units > 0 ? text[^1] : state.LastByte;
        }
        else if (!state.IsSettledBinary)
        {
            state.Probe.Feed(bytes);
            state.NewLines += bytes.Count((byte)'\n');
            state.LastByte = bytes[^1];
        }

        Clock.Add(Stage.Text);
        if (isMeasuring)
            measures?.Feed(bytes);
        Clock.Add(Stage.Measure);
    }

    private long CountWhole(byte[] memory, int start, int length, string? encoding, in DeviceFacts known)
    {
        if (tokens is null || encoding is null)
            return 0;
        if (encoding is "ascii" or "utf-8" && known.Tokens is { } counted)
            return counted + CountLongPieces(memory, start, in known);
        if (encoding is "ascii" or "utf-8")
            return tokens.Count(memory, start, length, isEnd: true, out _);
        var stream = StartTokens(tokens);
        FeedTokens(stream, memory.AsSpan(start, length), encoding);
        stream.Finish(encoding != "latin-1");
        return stream.Tokens;
    }

    private long CountLongPieces(byte[] memory, int start, in DeviceFacts known)
    {
        var sum = 0L;
        foreach (var piece in known.LongPieces)
            sum += tokens!.CountPiece(memory, start + (int)piece.At - known.Start, (int)piece.Bytes);
        return sum;
    }

    private TokenStream StartTokens(TokenCounter counter)
    {
        tokenStream ??= new TokenStream(counter, blockBytes);
        tokenStream.Reset();
        return tokenStream;
    }

    private static void FeedTokens(TokenStream stream, ReadOnlySpan<byte> bytes, string? encoding)
    {
        if (encoding is "utf-16le" or "utf-16be")
            stream.FeedUtf16(bytes, encoding == "utf-16be");
        else
            stream.Feed(bytes);
    }

    private FileFacts Describe(string path, long size, string sha256, in PassState state, long tokenCount)
    {
        var encoding = state.FinalEncoding();
        var isText = encoding is not null;
        var language = isText ? state.Language : null;
        var hasOpenLine = size > 0 && state.LastByte != (byte)'\n';
        var record = new FileRecord(path, size)
        {
            Sha256 = sha256,
            Type = isText ? state.TextType() : state.BinaryType ?? "application/octet-stream",
            IsText = isText,
            Encoding = encoding,
            Language = language?.Name,
            Lines = isText ? (int)Math.Min(state.NewLines + (hasOpenLine ? 1 : 0), int.MaxValue) : 0,
            Tokens = isText ? tokenCount : 0,
            Findings = Findings(path, state.Utf16 is null ? 1 : 2),
            FindingsLeftOut = scanner.LeftOut,
            Error = scanner.GivenUp,
        };
        var facts = new FileFacts(record, isMeasuring ? measures?.Finish() : null);
        Clock.Add(Stage.Measure);
        return facts;
    }

    private Finding[] Findings(string path, int bytesPerUnit)
    {
        if (scanner.Matches.Count == 0)
            return [];
        var result = new Finding[scanner.Matches.Count];
        for (var index = 0; index < result.Length; index++)
        {
            var match = scanner.Matches[index];
            var rule = rules.Rules[match.Rule];
            result[index] = new Finding(
                path, rule.Id, match.Line, match.Offset * bytesPerUnit, match.Length * bytesPerUnit, rule.Severity);
        }

        return result;
    }
}
