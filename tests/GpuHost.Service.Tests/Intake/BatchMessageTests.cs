using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GpuHost.Intake;
using Workflows.Contracts.Batches;

namespace GpuHost.Service.Tests.Intake;

public sealed class BatchMessageTests
{
    private const string Pack = """{"version":1,"id":"a","source":{"kind":"Pack","container":"c","blob":"b"},"notify":{"run":"r","event":"e"}}""";

    [Fact]
    public void Read_AsItIsAndInBase64_GivesTheMessage()
    {
        foreach (var body in new[] { Encoding.UTF8.GetBytes(Pack), Encoding.ASCII.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(Pack))) })
        {
            var message = BatchMessageReader.Read(body, out var problem);
            Assert.Null(problem);
            Assert.Equal(("a", "b", "r", "e"), (message!.Id, message.Source.Blob, message.Notify!.Run, message.Notify.Event));
            Assert.Equal((BatchSourceKind.Pack, true, false, true), (message.Source.Kind, message.Work.Tokens, message.Work.Measures, message.Work.Containers));
        }
    }

    [Theory]
    [InlineData("", "neither JSON nor")]
    [InlineData("not base64 at all!", "neither JSON nor")]
    [InlineData("{", "not the JSON of a batch")]
    [InlineData("bnVsbA==", "it is null")]
    [InlineData("{}", "not the JSON of a batch")]
    [InlineData("""{"version":2,"source":{"kind":"Pack","container":"c","blob":"b"}}""", "version is 2")]
    [InlineData("""{"version":1,"source":null}""", "not the JSON of a batch")]
    [InlineData("""{"version":1,"source":{"kind":"Rar","container":"c","blob":"b"}}""", "not the JSON of a batch")]
    [InlineData("""{"version":1,"source":{"kind":77,"container":"c","blob":"b"}}""", "no kind of source")]
    [InlineData("""{"version":1,"source":{"kind":"Pack","container":"c","blob":"b"},"extra":1}""", "extra")]
    [InlineData("""{"version":1,"version":1,"source":{"kind":"Pack","container":"c","blob":"b"}}""", "not the JSON of a batch")]
    [InlineData("""{"version":1,"id":"","source":{"kind":"Pack","container":"c","blob":"b"}}""", "id is empty")]
    [InlineData("""{"version":1,"source":{"kind":"Pack","container":"c"}}""", "names a blob")]
    [InlineData("""{"version":1,"source":{"kind":"Zip","blob":"c"}}""", "names a container")]
    [InlineData("""{"version":1,"source":{"kind":"Blobs","container":"c"}}""", "no items")]
    [InlineData("""{"version":1,"source":{"kind":"Blobs","container":"c","items":[{"name":"x","offset":-1}]}}""", "begins before")]
    [InlineData("""{"version":1,"source":{"kind":"Blobs","container":"c","items":[{"name":"x","length":0}]}}""", "no bytes")]
    [InlineData("""{"version":1,"source":{"kind":"Blobs","container":"c","items":[{"name":""}]}}""", "no name")]
    [InlineData("""{"version":1,"source":{"kind":"Blobs","container":"c","items":[null]}}""", "an item is null")]
    [InlineData("""{"version":1,"source":{"kind":"Folder","folder":"/x","paths":[null]}}""", "a path is null")]
    [InlineData("""{"version":1,"source":{"kind":"Folder"}}""", "names a folder")]
    [InlineData("""{"version":1,"source":{"kind":"Folder","folder":"/x","blob":"y"}}""", "names no blobs")]
    [InlineData("""{"version":1,"source":{"kind":"Pack","container":"c","blob":"b"},"notify":{"run":"","event":"e"}}""", "whom to notify")]
    public void Read_WhatIsNone_SaysWhy(string body, string reason)
    {
        Assert.Null(BatchMessageReader.Read(Encoding.UTF8.GetBytes(body), out var problem));
        Assert.Contains(reason, problem, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Read_AnyChangeOfAMessage_NeverThrows() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(int, byte)[]>(), ArbMap.Default.ArbFor<byte[]>(), (changes, tail) =>
        {
            var body = (byte[])[.. Encoding.UTF8.GetBytes(Pack), .. tail];
            foreach (var (at, value) in changes)
                body[(int)((uint)at % body.Length)] = value;
            var message = BatchMessageReader.Read(body, out var problem);
            Assert.True(message is null != problem is null);
            BatchMessageReader.NoticeOf(body);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));

    [Fact]
    public void Read_AnyDamageThatAReaderOfJsonMeets_NeverThrows()
    {
        string[] parts =
        [
            "\\ud800", "\\u0000", "\\udc00\\ud800", "\"\\ud800\":1,", "\"notify\":null,", "\"notify\":{\"run\":\"\\ud800\",\"event\":\"e\"},", "\"items\":[{\"name\":\"a\"}],",
            "\"kind\":\"Folder\",", "\"kind\":-1,", "\"offset\":1e400,", "\"length\":9223372036854775808,", "\"version\":1.0,", "[[[[[[[[[[", "{\"a\":", "//", "\uFEFF", "\0", "null", ",", "}", "\"", "\\",
        ];
        var other = Encoding.UTF8.GetBytes(string.Concat(parts));
        GpuHost.Tests.Fuzz.Rounds.Run(4_000, random =>
        {
            var text = new StringBuilder(Pack);
            for (var change = random.Next(1, 4); change > 0; change--)
                text.Insert(random.Next(text.Length), parts[random.Next(parts.Length)]);
            var body = Encoding.UTF8.GetBytes(text.ToString());
            if (random.Next(3) == 0)
                body = GpuHost.Tests.Fuzz.Mutations.Of(body, other, random);
            if (random.Next(4) == 0)
                body = Encoding.ASCII.GetBytes(Convert.ToBase64String(body));
            var message = BatchMessageReader.Read(body, out var problem);
            Assert.True(message is null != problem is null);
            BatchMessageReader.NoticeOf(body);
            Assert.NotEmpty(PoisonLetter.Write(body, problem ?? "", 1));
        });
    }

    [Fact]
    public void NoticeOf_AWrongMessage_IsWhoWaitsForIt()
    {
        var body = """{"version":9,"notify":{"run":"r","event":"e"}}"""u8.ToArray();
        Assert.Equal(new BatchNotice("r", "e"), BatchMessageReader.NoticeOf(body));
        Assert.Null(BatchMessageReader.NoticeOf("""{"notify":[1]}"""u8.ToArray()));
        Assert.Null(BatchMessageReader.NoticeOf("[1]"u8.ToArray()));
    }
}
