using GpuHost.Core;
using Workflows.Contracts.Files;

namespace GpuHost.Tests.Core;

/// <summary>A folder of its own for one test, gone afterwards.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("core-").FullName;

    public string Write(string path, ReadOnlySpan<byte> bytes)
    {
        var full = Path.Join(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        return full;
    }

    public string Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));

    public void Link(string path, string target)
    {
        var full = Path.Join(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.CreateSymbolicLink(full, target);
    }

    public FileRecord Process(string path, FileCoreOptions? options = null)
    {
        using var core = new FileCore(options ?? new FileCoreOptions(), GpuHost.Core.Rules.RuleSet.BuiltIn);
        return Assert.Single(core.Process(new FileBatch(Root, [path]), CancellationToken.None).Files);
    }

    public FileRecord Process(string path, ReadOnlySpan<byte> bytes, FileCoreOptions? options = null)
    {
        Write(path, bytes);
        return Process(path, options);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
