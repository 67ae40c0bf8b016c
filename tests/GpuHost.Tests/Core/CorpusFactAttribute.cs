namespace GpuHost.Tests.Core;

/// <summary>A test over real folders. It runs where WORKFLOWS_CORPORA names them, separated as in PATH; bench/README.md says how to make them.</summary>
public sealed class CorpusFactAttribute : FactAttribute
{
    public CorpusFactAttribute()
    {
        if (Folders.Length == 0)
            Skip = "WORKFLOWS_CORPORA names no folders.";
    }

    public static string[] Folders { get; } =
        (Environment.GetEnvironmentVariable("WORKFLOWS_CORPORA") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
}
