using System.Security.Cryptography;
using GpuHost.Core.Intake;
using GpuHost.Core.Rules;
using GpuHost.Core.Scan;
using GpuHost.Core.Text;
using GpuHost.Core.Types;
using Microsoft.Win32.SafeHandles;
using Workflows.Contracts.Files;

namespace GpuHost.Core;

/// <summary>
/// One pass over one file after another: each byte is read once and goes from the block through digest, text probe, token estimate and rule
/// scan. Its memory does not depend on the files: about half a megabyte, and 18 KB for each rule that met a candidate. Not for two threads
/// at once.
/// </summary>
internal sealed class FilePass : IDisposable
{
    private readonly RuleSet rules;
    private readonly RuleScanner scanner;
    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] block;
    private readonly byte[] narrow;

    public FilePass(RuleSet rules, FileCoreOptions options)
    {
        this.rules = rules;
        scanner = new RuleScanner(rules, new ScanLimits { WindowBytes = options.BlockBytes, FindingsMax = options.FindingsPerFileMax });
        block = new byte[options.BlockBytes];
        narrow = new byte[(options.BlockBytes / 2) + 1];
    }

    public void Dispose() => digest.Dispose();

    /// <summary>Reads and examines a regular file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public FileRecord Run(string path, string full, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var (size, written) = (RandomAccess.GetLength(file), File.GetLastWriteTimeUtc(file));
        scanner.Reset();
        var state = new PassState();
        long offset = 0;
        for (var count = Fill(file, offset); count > 0; count = Fill(file, offset))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Take(block.AsSpan(0, count), path, offset == 0, ref state);
            offset += count;
            if (offset > size)
                break;
        }

        var hash = digest.GetHashAndReset();
        if (offset != size || RandomAccess.GetLength(file) != size || File.GetLastWriteTimeUtc(file) != written)
            return new FileRecord(path, size) { Error = FileFault.Changed };
        scanner.Finish();
        return Describe(path, size, Convert.ToHexStringLower(hash), in state);
    }

    private int Fill(SafeFileHandle file, long offset)
    {
        var filled = 0;
        while (filled < block.Length)
        {
            var count = RandomAccess.Read(file, block.AsSpan(filled), offset + filled);
            if (count == 0)
                break;
            filled += count;
        }

        return filled;
    }

    private void Take(ReadOnlySpan<byte> bytes, string path, bool isFirst, ref PassState state)
    {
        if (isFirst)
            state.Begin(path, bytes);
        digest.AppendData(bytes);
        if (state.Utf16 is not null)
        {
            var units = narrow.AsSpan(0, state.View.Narrow(bytes, narrow));
            state.NewLines += units.Count((byte)'\n');
            state.LastByte = units.Length > 0 ? units[^1] : state.LastByte;
            state.Tokens.FeedUtf16View(units);
            scanner.Feed(units);
            return;
        }

        if (!state.IsSettledBinary)
        {
            state.Probe.Feed(bytes);
            state.NewLines += bytes.Count((byte)'\n');
            state.LastByte = bytes[^1];
            state.Tokens.Feed(bytes);
        }

        scanner.Feed(bytes);
    }

    private FileRecord Describe(string path, long size, string sha256, in PassState state)
    {
        var encoding = state.FinalEncoding();
        var isText = encoding is not null;
        var language = isText ? state.Language : null;
        var hasOpenLine = size > 0 && state.LastByte != (byte)'\n';
        return new FileRecord(path, size)
        {
            Sha256 = sha256,
            Type = isText ? state.TextType() : state.BinaryType ?? "application/octet-stream",
            IsText = isText,
            Encoding = encoding,
            Language = language?.Name,
            Lines = isText ? (int)Math.Min(state.NewLines + (hasOpenLine ? 1 : 0), int.MaxValue) : 0,
            Tokens = isText ? state.Tokens.Tokens : 0,
            Findings = Findings(path, state.Utf16 is null ? 1 : 2),
            FindingsLeftOut = scanner.LeftOut,
            Error = scanner.GivenUp,
        };
    }

    private Finding[] Findings(string path, int bytesPerUnit)
    {
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
