using FsCheck;
using FsCheck.Fluent;
using Workflows.Testing.CrashLab;

namespace Runtime.Testing.Tests.CrashLab;

/// <summary>
/// Generated workflows on a process that dies. A failure prints the story, shrunk; WORKFLOWS_LAB_REPLAY="seed,gamma" tells it again, and
/// WORKFLOWS_LAB_STORIES=n tells more of them.
/// </summary>
public sealed class CrashLabTests
{
    private static int Stories(int usual) => int.TryParse(Environment.GetEnvironmentVariable("WORKFLOWS_LAB_STORIES"), out var asked) ? asked : usual;

    [Fact]
    public void Stories_InMemory_EndAsTheModelSays() => Tell(Stories(3_000), static () => new MemoryLabStore());

    [Fact]
    public void Stories_OnFiles_EndAsTheModelSays() => Tell(Stories(3_000) / 50, static () => new FileLabStore());

    private static void Tell(int stories, Func<ILabStore> open)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(stories).WithQuietOnSuccess(true);
        if (Environment.GetEnvironmentVariable("WORKFLOWS_LAB_REPLAY")?.Split(',') is [var seed, var gamma])
            config = config.WithReplay(ulong.Parse(seed), ulong.Parse(gamma));
        Check.One(config, Prop.ForAll(LabPlans.Arbitrary, plan => EndsWell(plan, open)));
    }

    private static Property EndsWell(LabPlan plan, Func<ILabStore> open)
    {
        using var store = open();
        using var story = new LabStory(plan, store);
        var errors = story.Tell();
        return (errors.Count == 0).Label(string.Join("\n", errors));
    }
}
