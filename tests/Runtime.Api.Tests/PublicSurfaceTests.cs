using System.Runtime.CompilerServices;
using Microsoft.DurableTask;

namespace Runtime.Api.Tests;

/// <summary>The surface is frozen by the approved file: a change shows up there, and is made on purpose.</summary>
public sealed class PublicSurfaceTests
{
    /// <summary>Set to 1 to write the present surface to the approved file.</summary>
    private const string ApproveVariable = "APPROVE_PUBLIC_SURFACE";

    [Fact]
    public void PublicSurface_Always_MatchesTheApprovedFile()
    {
        var surface = PublicSurface.Describe(typeof(TaskName).Assembly);
        var file = Path.Combine(Path.GetDirectoryName(ThisFile())!, "PublicSurface.approved.txt");
        if (Environment.GetEnvironmentVariable(ApproveVariable) == "1")
            File.WriteAllText(file, surface);

        var approved = File.ReadAllText(file).ReplaceLineEndings("\n").Split('\n');
        var actual = surface.Split('\n');
        var firstDifference = approved.Zip(actual).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.True(
            approved.SequenceEqual(actual),
            $"The public surface differs from {file} in line {firstDifference + 1}: "
            + $"approved '{approved.ElementAtOrDefault(firstDifference)}', actual '{actual.ElementAtOrDefault(firstDifference)}'. "
            + $"If that is meant, run this test with {ApproveVariable}=1 and commit the file.");
    }

    [Theory]
    [InlineData("Microsoft.DurableTask")]
    [InlineData("Microsoft.Azure.Functions.Worker")]
    [InlineData("Microsoft.Extensions")]
    [InlineData("DurableTask.Core.Exceptions")]
    public void PublicSurface_OfEachArea_IsNotEmpty(string prefix) =>
        Assert.Contains(typeof(TaskName).Assembly.GetExportedTypes(), type => type.Namespace!.StartsWith(prefix, StringComparison.Ordinal));

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
