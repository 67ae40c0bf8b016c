using System.Globalization;

namespace GpuHost.Tests.Fuzz;

/// <summary>
/// Rounds of a fuzz test, each from a seed of its own. <c>WORKFLOWS_TEST_FUZZ=100</c> asks for a hundred times as many as every run of the tests has time
/// for; <c>WORKFLOWS_TEST_SEED</c> begins with another seed, and repeats a round that failed.
/// </summary>
internal static class Rounds
{
    private const int SeedUsual = 20261130;
    private const long AllocatedBytesMax = 64L * 1024 * 1024;

    /// <summary>Runs the rounds; a failure tells its seed.</summary>
    /// <param name="usual">How many there are without the environment's asking for more.</param>
    /// <param name="round">One round.</param>
    public static void Run(int usual, Action<Random> round)
    {
        foreach (var seed in Seeds(usual))
        {
            try
            {
                round(new Random(seed));
            }
            catch (Exception error)
            {
                throw Told(seed, error);
            }
        }
    }

    /// <summary>Runs rounds that wait.</summary>
    public static async Task RunAsync(int usual, Func<Random, Task> round)
    {
        foreach (var seed in Seeds(usual))
        {
            try
            {
                await round(new Random(seed));
            }
            catch (Exception error)
            {
                throw Told(seed, error);
            }
        }
    }

    /// <summary>Runs something that must not take memory without bound, whatever it is given: what this thread allocates is counted.</summary>
    public static T Bounded<T>(Func<T> act, long bytesMax = AllocatedBytesMax)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = act();
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(taken <= bytesMax, $"It took {taken:N0} bytes of memory.");
        return result;
    }

    private static IEnumerable<int> Seeds(int usual)
    {
        var first = Number("WORKFLOWS_TEST_SEED") ?? SeedUsual;
        var count = (long)usual * (Number("WORKFLOWS_TEST_FUZZ") ?? 1);
        for (var index = 0L; index < count; index++)
            yield return unchecked((int)(first + index));
    }

    private static InvalidOperationException Told(int seed, Exception error) => new($"With WORKFLOWS_TEST_SEED={seed}: {error.Message}", error);

    private static int? Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
