using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Models.TestServer;
using Workflows.Activities.Models;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Tests.Models;

/// <summary>Pieces of answers reach the watcher as they come; the answer as a whole is the same.</summary>
public sealed class StreamTests
{
    public static readonly TheoryData<string> Providers = ["openai", "openai-compatible", "anthropic"];

    private static readonly ModelCall Watched = new("", "Say it.") { Stream = "run-7" };

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ask_Watched_HandsOverEveryPieceInOrder(string provider)
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("one two three"));
        var watcher = new Watcher();
        await using var models = At(server, provider, watcher);

        var answer = Assert.IsType<Answered>(await models.AskAsync(Watched));

        Assert.Equal("one two three", answer.Text);
        Assert.Equal(new ModelUsage(120, 30, 0.0006m), answer.Usage);
        Assert.True(Assert.Single(server.Requests).IsStreaming);
        var pieces = watcher.Pieces.ToList();
        Assert.Equal(Enumerable.Range(0, pieces.Count), pieces.Select(piece => piece.Sequence));
        Assert.All(pieces, piece => Assert.Equal("run-7", piece.Stream));
        Assert.Equal((PieceKind.Begin, "m"), (pieces[0].Kind, pieces[0].Text));
        Assert.Equal((PieceKind.End, "answered"), (pieces[^1].Kind, pieces[^1].Text));
        Assert.Equal("one two three", string.Concat(pieces.Where(piece => piece.Kind == PieceKind.Text).Select(piece => piece.Text)));
        Assert.True(pieces.Count(piece => piece.Kind == PieceKind.Text) >= 3);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ask_WatchedAndCutOff_IsUnavailableAndTheStreamSaysSo(string provider)
    {
        await using var server = await ModelServer.StartAsync(ModelReply.CutOff());
        var watcher = new Watcher();
        await using var models = At(server, provider, watcher);

        Assert.IsType<Unavailable>(await models.AskAsync(Watched));

        Assert.Equal((PieceKind.End, "unavailable"), (watcher.Pieces.Last().Kind, watcher.Pieces.Last().Text));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Ask_WatchedAndThrottled_IsThrottled(string provider)
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Throttled(7));
        await using var models = At(server, provider, new Watcher());

        Assert.Equal(TimeSpan.FromSeconds(7), Assert.IsType<Throttled>(await models.AskAsync(Watched)).RetryAfter);
    }

    [Fact]
    public async Task Ask_WatcherFails_TheAnswerComesAllTheSame()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("one two"));
        await using var models = At(server, "openai", new Watcher { FailsAt = 1 });

        Assert.Equal("one two", Assert.IsType<Answered>(await models.AskAsync(Watched)).Text);
        Assert.Single(models.LogLines, line => line.Contains("no longer streamed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ask_NotWatched_AsksForTheAnswerAsAWhole()
    {
        await using var server = await ModelServer.StartAsync(ModelReply.Text("one two"));
        var watcher = new Watcher();
        await using var models = At(server, "openai", watcher);

        Assert.IsType<Answered>(await models.AskAsync(Watched with { Stream = null }));

        Assert.Empty(watcher.Pieces);
        Assert.False(Assert.Single(server.Requests).IsStreaming);
    }

    private static TestModels At(ModelServer server, string provider, Watcher watcher) =>
        new(TestModels.Settings(provider, server.Address), services => services.AddSingleton<IModelStream>(watcher));

    private sealed class Watcher : IModelStream
    {
        public ConcurrentQueue<ModelPiece> Pieces { get; } = new();

        public int FailsAt { get; init; } = -1;

        public ValueTask WriteAsync(ModelPiece piece, CancellationToken cancellationToken)
        {
            if (piece.Sequence == FailsAt)
                throw new IOException("The disk is full.");
            Pieces.Enqueue(piece);
            return ValueTask.CompletedTask;
        }
    }
}
