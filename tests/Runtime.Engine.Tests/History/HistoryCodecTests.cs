using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.DurableTask;
using Runtime.Engine.History;

namespace Runtime.Engine.Tests.History;

public sealed class HistoryCodecTests
{
    private static readonly DateTime At = new(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);

    public static TheoryData<int> EveryEvent => [.. Enumerable.Range(0, SampleEvents.All.Length)];

    [Theory]
    [MemberData(nameof(EveryEvent))]
    public void Decode_OfAnEncodedEvent_GivesTheEvent(int index)
    {
        var item = SampleEvents.All[index];
        Assert.Equal(Text(item), Text(HistoryCodec.DecodeEvent(HistoryCodec.EncodeEvent(item))));
    }

    [Fact]
    public void Decode_OfATurnWithEveryEvent_GivesTheTurn()
    {
        var turn = new Turn(At, [.. SampleEvents.All.Where(item => !item.IsDecision)], [.. SampleEvents.All.Where(item => item.IsDecision)]);
        AssertSame(turn, HistoryCodec.Decode(HistoryCodec.Encode(turn)));
    }

    [Fact]
    public void Decode_OfAnEncodedTurn_GivesTheTurn() =>
        Prop.ForAll(SampleEvents.Turns, turn =>
            AssertSame(turn, HistoryCodec.Decode(HistoryCodec.Encode(turn)))).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Decode_Times_AreUtc()
    {
        var turn = HistoryCodec.Decode(HistoryCodec.Encode(new Turn(At, [new ExecutionStarted("C", "", null) { StartAt = At }], [new TimerCreated(0, At)])));
        Assert.Equal(DateTimeKind.Utc, turn.At.Kind);
        Assert.Equal(DateTimeKind.Utc, ((ExecutionStarted)turn.Received[0]).StartAt!.Value.Kind);
        Assert.Equal(DateTimeKind.Utc, ((TimerCreated)turn.Decided[0]).FireAt.Kind);
    }

    [Fact]
    public void Encode_FailureWithALongInnerChain_EndsTheChain()
    {
        var failure = new TaskFailureDetails("E", "0", null, null, null);
        for (var i = 1; i < 100; i++)
            failure = new TaskFailureDetails("E", $"{i}", null, failure, null);

        var read = ((ActivityFailed)HistoryCodec.DecodeEvent(HistoryCodec.EncodeEvent(new ActivityFailed(0, failure)))).Failure;

        var depth = 0;
        for (var link = read.InnerFailure; link is not null; link = link.InnerFailure)
            depth++;
        Assert.Equal("99", read.ErrorMessage);
        Assert.Equal(16, depth);
    }

    [Fact]
    public void Decode_BodyWithFieldsOfALaterVersion_IgnoresThem()
    {
        byte[] body = [2, 7, (byte)'"', (byte)'r', (byte)'e', (byte)'s', (byte)'t', (byte)'"', 0, 99, 99, 99];
        var later = new byte[] { 1, (byte)EventKind.ActivityCompleted, (byte)body.Length, 0, 0, 0 }.Concat(body).ToArray();
        Assert.Equal(new ActivityCompleted(2, "\"rest\""), HistoryCodec.DecodeEvent(later));
    }

    private static void AssertSame(Turn expected, Turn actual)
    {
        Assert.Equal(expected.At, actual.At);
        Assert.Equal(expected.Received.Select(Text), actual.Received.Select(Text));
        Assert.Equal(expected.Decided.Select(Text), actual.Decided.Select(Text));
    }

    private static string Text(HistoryEvent item) => item is EntitySnapshot snapshot
        ? $"{snapshot.State} {snapshot.LockedBy} {string.Join(' ', snapshot.Waiting.Select(Text))}"
        : item.Kind + JsonSerializer.Serialize(item, item.GetType());
}
