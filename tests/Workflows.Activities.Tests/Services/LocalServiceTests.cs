using Models.LocalServer;
using Workflows.Activities.Tests.Models;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Tests.Services;

/// <summary>Models' servers as real processes: started when asked, kept within a bound of memory, ended with all they started.</summary>
public sealed class LocalServiceTests
{
    [Fact]
    public async Task Ask_ServerDoesNotRun_IsStartedWarmedAndKept()
    {
        using var place = new LocalServerPlace("a");
        await using var models = new TestModels(place.Settings("a"));
        Assert.Empty(place.Diary.Lines);

        var first = Assert.IsType<Answered>(await AskAsync(models, "a"));
        var second = Assert.IsType<Answered>(await AskAsync(models, "a"));

        var process = Assert.Single(place.Starts);
        Assert.Equal($"a answers from {process}.", first.Text);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(["load a"], place.Diary.Lines.Where(line => line.StartsWith("load", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Ask_ServerStillLoads_WaitsForTheWeights()
    {
        using var place = new LocalServerPlace("a");
        await using var models = new TestModels(place.Settings("a", "--busy 3"));

        Assert.IsType<Answered>(await AskAsync(models, "a"));

        Assert.Equal(3, place.Diary.Lines.Count(line => line == "busy"));
    }

    [Fact]
    public async Task Ask_ManyAtOnce_StartOneServer()
    {
        using var place = new LocalServerPlace("a");
        await using var models = new TestModels(place.Settings("a"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AskAsync(models, "a")));

        Assert.All(answers, answer => Assert.IsType<Answered>(answer));
        Assert.Single(place.Starts);
    }

    [Fact]
    public async Task Leave_NobodyAsksForItsTime_EndsTheServer()
    {
        using var place = new LocalServerPlace("a");
        await using var models = new TestModels(place.Settings("a", "", ("Service:IdleSeconds", "60")));
        await AskAsync(models, "a");
        models.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.True(LocalServerPlace.IsAlive(place.Starts[0]));

        models.Time.Advance(TimeSpan.FromSeconds(2));

        await LocalServerPlace.EndAsync(place.Starts[0]);
        await AskAsync(models, "a");
        Assert.Equal(2, place.Starts.Count);
    }

    [Fact]
    public async Task Ask_MemoryIsShort_TheOneAskedLeastRecentlyGoes()
    {
        using var a = new LocalServerPlace("a");
        using var b = new LocalServerPlace("b");
        using var c = new LocalServerPlace("c");
        await using var models = new TestModels([
            .. a.Settings("a", "", ("Service:MemoryMb", "400")), .. b.Settings("b", "", ("Service:MemoryMb", "400")),
            .. c.Settings("c", "", ("Service:MemoryMb", "400")), new("Models:ServiceMemoryMb", "900"),
        ]);
        await AskAsync(models, "a");
        await AskAsync(models, "b");
        await AskAsync(models, "a");

        Assert.IsType<Answered>(await AskAsync(models, "c"));

        var alive = (LocalServerPlace.IsAlive(a.Starts[0]), LocalServerPlace.IsAlive(b.Starts[0]), LocalServerPlace.IsAlive(c.Starts[0]));
        Assert.Equal((true, false, true), alive);
    }

    [Fact]
    public async Task Ask_MemoryIsTakenByAnAnswerOnItsWay_WaitsAndSaysSoInsteadOfKillingIt()
    {
        using var a = new LocalServerPlace("a");
        using var b = new LocalServerPlace("b");
        await using var models = new TestModels([
            .. a.Settings("a", "", ("Service:MemoryMb", "600")), .. b.Settings("b", "", ("Service:MemoryMb", "600")), new("Models:ServiceMemoryMb", "900"),
        ]);
        var slow = AskAsync(models, "a", "HANG");
        await a.LineAsync("hang");
        var waiting = AskAsync(models, "b");

        models.Time.Advance(TimeSpan.FromSeconds(40));

        var busy = Assert.IsType<Throttled>(await waiting);
        Assert.Contains("ServiceMemoryMb", busy.Message, StringComparison.Ordinal);
        Assert.True(LocalServerPlace.IsAlive(a.Starts[0]));
        Assert.Empty(b.Starts);
        models.Time.Advance(TimeSpan.FromSeconds(120));
        Assert.IsType<TimedOut>(await slow);
        Assert.IsType<Answered>(await AskAsync(models, "b"));
    }

    [Fact]
    public async Task Ask_ModelsOfOneProgram_ShareItAndOneIsLetGoForAnother()
    {
        using var place = new LocalServerPlace("a", "b");
        await using var models = new TestModels([
            .. place.Settings("a", "", ("Service:MemoryMb", "600")), .. place.Settings("b", "", ("Service:MemoryMb", "600")),
            new("Models:ServiceMemoryMb", "900"),
        ]);

        Assert.IsType<Answered>(await AskAsync(models, "a"));
        Assert.IsType<Answered>(await AskAsync(models, "b"));

        Assert.Single(place.Starts);
        Assert.Contains("unload a", place.Diary.Lines);
    }

    [Fact]
    public async Task Ask_ServerCrashes_TheNextQuestionStartsItAgain()
    {
        using var place = new LocalServerPlace("a");
        await using var models = new TestModels(place.Settings("a", "--child"));

        Assert.Contains(Assert.IsType<Unavailable>(await AskAsync(models, "a", "CRASH")).Cause, new[] { "cutOff", "unreachable" });
        Assert.IsType<Answered>(await AskAsync(models, "a"));

        Assert.Equal(2, place.Starts.Count);
        await LocalServerPlace.EndAsync(place.Children[0]);      // what it had started went with it
    }

    [Fact]
    public async Task Ask_ServerThatIsAboutToEnd_IsNotAskedButItsSuccessor()
    {
        using var place = new LocalServerPlace("a");
        await using var models = new TestModels(place.Settings("a"));

        Assert.IsType<Unavailable>(await AskAsync(models, "a", "FADE"));
        Assert.IsType<Answered>(await AskAsync(models, "a"));

        Assert.Equal(2, place.Starts.Count);
    }

    [Theory]
    [InlineData("--child")]
    [InlineData("--child --stubborn")]
    public async Task Dispose_OfTheModels_EndsServersWithAllTheyStarted(string how)
    {
        using var place = new LocalServerPlace("a");
        await using (var models = new TestModels(place.Settings("a", how)))
            Assert.IsType<Answered>(await AskAsync(models, "a"));

        await LocalServerPlace.EndAsync(place.Starts[0]);
        await LocalServerPlace.EndAsync(place.Children[0]);
        Assert.Equal(how == "--child", place.Diary.Lines.Contains("end"));      // a kind end, where it lets itself be ended
    }

    [Fact]
    public async Task Ask_ServerEndsAtItsStart_SaysWhatItSaid()
    {
        using var place = new LocalServerPlace("a");
        await using var models = new TestModels(place.Settings("a", "--fails 3"));

        var failure = Assert.IsType<Unavailable>(await AskAsync(models, "a"));

        Assert.Contains("exit code 3", failure.Message, StringComparison.Ordinal);
        Assert.Contains("out of memory on device 0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_ProgramIsNotThere_SaysSo()
    {
        using var place = new LocalServerPlace("a");
        await using var models = new TestModels(place.Settings("a", "", ("Service:Command", "no-such-program")));

        var failure = Assert.IsType<Unavailable>(await AskAsync(models, "a"));

        Assert.Contains("no-such-program cannot be started", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_SomebodyElseRunsTheServer_IsUsedAndNeverStopped()
    {
        using var place = new LocalServerPlace("a");
        await using var first = new TestModels(place.Settings("a"));
        await AskAsync(first, "a");

        await using (var second = new TestModels(place.Settings("a")))
            Assert.IsType<Answered>(await AskAsync(second, "a"));

        Assert.IsType<Answered>(await AskAsync(first, "a"));
        Assert.Single(place.Starts);
    }

    [Fact]
    public async Task Ask_ModelIsNotInstalled_IsMissingAndPullFetchesIt()
    {
        using var byApi = new LocalServerPlace();
        using var byProgram = new LocalServerPlace();
        await using var models = new TestModels([
            .. byApi.Settings("a"), .. byProgram.Settings("b", "", ("Service:PullArguments", byProgram.PullArguments("b"))), .. byApi.Settings("no-such"),
        ]);
        foreach (var model in new[] { "a", "b" })
        {
            Assert.Equal("missing", Assert.IsType<Unavailable>(await AskAsync(models, model)).Cause);
            Assert.Equal("fetched the model", await models.Gateway.PullAsync(model, CancellationToken.None));
            Assert.IsType<Answered>(await AskAsync(models, model));
        }

        Assert.Contains("file does not exist", await models.Gateway.PullAsync("no-such", CancellationToken.None), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfAServer_GivesItNoKeyOfAnyModel()
    {
        using var place = new LocalServerPlace("a");
        Environment.SetEnvironmentVariable("LOCAL_SERVICE_TEST_KEY", "sk-test");
        await using var models = new TestModels([
            .. place.Settings("a"), new("LOCAL_SERVICE_TEST_KEY", "sk-test"), new("Models:Named:far:Provider", "openai"),
            new("Models:Named:far:Model", "x"), new("Models:Named:far:ApiKeySetting", "LOCAL_SERVICE_TEST_KEY"),
        ]);

        await AskAsync(models, "a");

        Assert.DoesNotContain(place.Diary.Lines, line => line.StartsWith("key", StringComparison.Ordinal));
    }

    private static Task<ModelOutcome> AskAsync(TestModels models, string model, string text = "Hello") =>
        models.AskAsync(new ModelCall("", text) { Model = model });
}
