namespace Workflows.Activities.Files;

/// <summary>The folder that is reviewed when none is named.</summary>
public static class SampleFolder
{
    /// <summary>Full path; the folder is copied beside the program when it is built.</summary>
    public static string FullPath { get; } = Path.Combine(AppContext.BaseDirectory, "samples");
}
