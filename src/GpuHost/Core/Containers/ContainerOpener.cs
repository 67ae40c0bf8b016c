using System.Formats.Tar;
using System.IO.Compression;
using GpuHost.Core.Rules;
using GpuHost.Core.Tiers;
using Workflows.Contracts.Files;

namespace GpuHost.Core.Containers;

/// <summary>
/// Opens zip, gzip, tar and base64 in each other, to the depth and size of <see cref="ContainerLimits"/>, and scans what is inside as it scans
/// files. Nothing is written to disk; a member's name is a label and never a path. Not for two threads at once.
/// </summary>
internal sealed class ContainerOpener(RuleSet rules, FileCoreOptions options, Tier tier) : IDisposable
{
    /// <summary>Stands between a container and its member in a path.</summary>
    public const string Separator = "!/";

    private const int NameCharsMax = 300;       // longer names are cut in the label
    private const int BlockBytes = 64 * 1024;
    private const int ZipEndBytes = 22;         // without its comment
    private const int ProblemsMax = 5;          // of one file; an archive full of damaged archives names the first

    private readonly List<FilePass> passes = [];
    private readonly FoundInside findings = new(options.FindingsPerFileMax);
    private readonly List<string> problems = [];
    private UnpackBudget budget = new(options.Containers, 0);
    private long end;           // of the outermost tar or zip, in its file
    private CancellationToken stopping;

    public void Dispose()
    {
        foreach (var pass in passes)
            pass.Dispose();
    }

    /// <summary>Opens a file that is a container or holds base64, and adds to its record what was found inside.</summary>
    /// <param name="record">The file's own record.</param>
    /// <param name="content">Its bytes from the start; a stream that can seek.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    public FileRecord Open(FileRecord record, Stream content, CancellationToken cancellationToken)
    {
        Begin(record, cancellationToken);
        Span<byte> head = stackalloc byte[ContainerKinds.HeadBytes];
        head = head[..content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        content.Position = 0;
        var kind = ContainerKinds.Find(head);
        Enter(kind, record.Path, content, 1);

        // What lies in a container as it is was found in its raw bytes before; opened to its end, it counts once, where it belongs.
        var isOpened = kind != ContainerKind.None && problems.Count == 0;
        return Joined(isOpened ? record with { Findings = Behind(kind, record.Findings, content), FindingsLeftOut = 0 } : record);
    }

    /// <summary>The findings behind a container's end, which no member holds: in what was put there, and in a zip's comment.</summary>
    private List<Finding> Behind(ContainerKind kind, IReadOnlyList<Finding> raw, Stream content)
    {
        if (raw.Count == 0 || kind == ContainerKind.Gzip)
            return [];
        if (kind == ContainerKind.Zip)
        {
            var last = new byte[Math.Min(content.Length, ZipEndBytes + ushort.MaxValue)];
            content.Position = content.Length - last.Length;
            content.ReadExactly(last);
            end = content.Position - last.Length + last.AsSpan().LastIndexOf("PK\x05\x06"u8) + ZipEndBytes;
        }

        return [.. raw.Where(finding => finding.Offset >= end)];
    }

    /// <summary>Scans what base64 in a text decodes to.</summary>
    /// <param name="record">The text's own record.</param>
    /// <param name="text">Its bytes.</param>
    /// <param name="cancellationToken">Stops between runs.</param>
    public FileRecord OpenBase64(FileRecord record, ReadOnlySpan<byte> text, CancellationToken cancellationToken)
    {
        Begin(record, cancellationToken);
        ScanBase64(record.Path, text, 1);
        return Joined(record);
    }

    private void Begin(FileRecord record, CancellationToken cancellationToken)
    {
        findings.Clear();
        problems.Clear();
        stopping = cancellationToken;
        budget = new UnpackBudget(options.Containers, Math.Max(1, record.Size));
    }

    private FileRecord Joined(FileRecord record)
    {
        if (findings.IsEmpty && problems.Count == 0)
            return record;
        return findings.AddTo(record) with
        {
            Error = problems.Count == 0 ? record.Error : string.Join(' ', [.. record.Error is null ? [] : new[] { record.Error }, .. problems]),
        };
    }

    private void Enter(ContainerKind kind, string path, Stream content, int depth)
    {
        if (depth > options.Containers.DepthMax)
        {
            Note(path, $"it lies more than {options.Containers.DepthMax} containers deep");
            return;
        }

        try
        {
            switch (kind)
            {
                case ContainerKind.Gzip:
                    EnterGzip(path, content, depth);
                    break;
                case ContainerKind.Tar:
                    EnterTar(path, content, depth);
                    break;
                case ContainerKind.Zip:
                    EnterZip(path, content, depth);
                    break;
            }
        }
        catch (ContainerException error)
        {
            Note(path, error.Message);
            if (depth > 1)
                throw;      // the budget is one for the whole file
        }
        catch (Exception error) when (error is not OperationCanceledException and not OutOfMemoryException)
        {
            Note(path, $"it is damaged or cut short ({error.Message.TrimEnd('.')})");
        }
    }

    private void EnterGzip(string path, Stream content, int depth)
    {
        using var unzipped = new GzipContent(content);
        var name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Path.GetFileName(path[..^3]) : "content";
        TakeMember(path, name, unzipped, depth);
        Drain(unzipped);
        if (unzipped.IsCutShort())
            throw new InvalidDataException("its content is shorter than its end says");
    }

    private void EnterTar(string path, Stream content, int depth)
    {
        using var input = new TarInput(content);
        using var tar = new TarReader(input, leaveOpen: true);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } data)
                TakeMember(path, entry.Name, data, depth);
        }

        if (depth == 1)
            end = content.Position;
    }

    private void EnterZip(string path, Stream content, int depth)
    {
        using var buffered = content.CanSeek ? null : Buffer(content);
        using var zip = ZipInput.Open(buffered ?? content, options.Containers.ZipDirectoryBytesMax);
        foreach (var entry in zip.Entries)
        {
            if (entry.FullName.EndsWith('/'))
                continue;
            if (entry.IsEncrypted)
            {
                Note(path + Separator + Label(entry.FullName), "it is encrypted");
                continue;
            }

            try
            {
                using var data = new ZipContent(entry, entry.Open());
                TakeMember(path, entry.FullName, data, depth);
                Drain(data);
                if (data.Fault is { } fault)
                    Note(path + Separator + Label(entry.FullName), $"it is damaged or cut short ({fault})");
            }
            catch (Exception error) when (error is not ContainerException and not OperationCanceledException and not OutOfMemoryException)
            {
                Note(path + Separator + Label(entry.FullName), $"it is damaged or cut short ({error.Message.TrimEnd('.')})");
            }
        }
    }

    /// <summary>Reads what is left of a content: its checksum counts all of it.</summary>
    private void Drain(Stream content)
    {
        Span<byte> rest = stackalloc byte[4096];
        for (var count = content.Read(rest); count > 0; count = content.Read(rest))
            budget.TakeBytes(count);
    }

    private MemoryStream Buffer(Stream content)
    {
        var memory = new MemoryStream();
        var block = new byte[BlockBytes];
        for (var count = content.Read(block); count > 0; count = content.Read(block))
        {
            stopping.ThrowIfCancellationRequested();
            if (memory.Length + count > options.Containers.NestedZipBytesMax)
                throw new ContainerException($"it holds a zip of more than {options.Containers.NestedZipBytesMax:N0} bytes");
            memory.Write(block, 0, count);
        }

        memory.Position = 0;
        return memory;
    }

    private void TakeMember(string path, string name, Stream data, int depth)
    {
        stopping.ThrowIfCancellationRequested();
        budget.TakeMember();
        var member = path + Separator + Label(name);
        using var metered = new MeteredStream(data, budget);
        var kind = ContainerKinds.Find(metered.Peek());
        if (kind != ContainerKind.None)
        {
            Enter(kind, member, metered, depth + 1);
            return;
        }

        var record = Scan(member, metered, depth, out var text);
        if (record.IsText && text.Length > 0)
            ScanBase64(member, text, depth + 1);
    }

    private FileRecord Scan(string member, MeteredStream content, int depth, out ReadOnlySpan<byte> text)
    {
        var pass = Pass(depth);
        var record = pass.RunMember(member, content, stopping, out text);
        findings.Add(record);
        if (record.Error is not null && problems.Count < ProblemsMax)
            problems.Add($"'{member}': {record.Error}");
        budget.TakeSteps(pass.StepsTaken);
        return record;
    }

    private void ScanBase64(string path, ReadOnlySpan<byte> text, int depth)
    {
        foreach (var (start, decoded) in Base64Finder.Find(text))
        {
            try
            {
                budget.TakeMember();
                using var content = new MemoryStream(decoded);
                using var metered = new MeteredStream(content, budget);
                var kind = ContainerKinds.Find(metered.Peek());
                var member = $"{path}{Separator}base64@{start}";
                if (kind != ContainerKind.None)
                    Enter(kind, member, metered, depth + 1);
                else if (Scan(member, metered, depth, out var inside).IsText && inside.Length > 0 && depth <= options.Containers.DepthMax)
                    ScanBase64(member, inside, depth + 1);
            }
            catch (ContainerException error)
            {
                Note(path, error.Message);
                return;
            }
        }
    }

    private FilePass Pass(int depth)
    {
        while (passes.Count <= depth)
            passes.Add(new FilePass(rules, options with { CountTokens = false, Measure = false, BlockBytes = BlockBytes }, tier));
        return passes[depth];
    }

    private void Note(string path, string why)
    {
        if (problems.Count < ProblemsMax)
            problems.Add($"'{path}' was not opened to its end: {why}.");
    }

    /// <summary>A member's name as a label: cut, and without characters that could play tricks in a report.</summary>
    private static string Label(string name)
    {
        var cut = name.Length <= NameCharsMax ? name : name[..NameCharsMax];
        return string.Create(cut.Length, cut, (target, source) =>
        {
            for (var index = 0; index < target.Length; index++)
                target[index] = char.IsControl(source[index]) ? '\uFFFD' : source[index];
        });
    }
}
