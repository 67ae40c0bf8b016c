using System.Globalization;

namespace EndToEnd.Tests;

/// <summary>
/// Random numbers of a crash test. Each run draws another seed and tells it when it fails; <c>WORKFLOWS_TEST_SEED</c> repeats one, and
/// <c>WORKFLOWS_TEST_KILLS</c> asks for more kills than the few that every run of the tests has time for.
/// </summary>
internal sealed class Chance
{
#pragma warning disable CA5394 // repeatable numbers, not secret ones
    private readonly Random random;

    public Chance()
    {
        Seed = Number("WORKFLOWS_TEST_SEED") ?? Random.Shared.Next();
        random = new Random(Seed);
    }

    public int Seed { get; }

    public static int Kills(int usual) => Number("WORKFLOWS_TEST_KILLS") ?? usual;

    public int Next(int below)
    {
        lock (random)
            return random.Next(below);
    }

    public int Between(int least, int most) => least + Next(most - least + 1);
#pragma warning restore CA5394

    /// <summary>Runs a test; a failure tells the seed.</summary>
    public async Task TellAsync(Func<Task> test)
    {
        try
        {
            await test();
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"With WORKFLOWS_TEST_SEED={Seed}: {error.Message}", error);
        }
    }

    private static int? Number(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
