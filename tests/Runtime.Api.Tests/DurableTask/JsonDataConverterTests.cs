using System.Text.Json;
using Microsoft.DurableTask.Converters;

namespace Runtime.Api.Tests.DurableTask;

public sealed class JsonDataConverterTests
{
    [Fact]
    public void Fact045_Null_BothWays_StaysNull()
    {
        Assert.Null(JsonDataConverter.Default.Serialize(null));
        Assert.Null(JsonDataConverter.Default.Deserialize(null, typeof(string)));
        Assert.Equal(0, JsonDataConverter.Default.Deserialize<int>(null));
    }

    [Fact]
    public void Default_Values_RoundTripWithFields()
    {
        var text = JsonDataConverter.Default.Serialize(new WithField { Count = 3, Name = "n" });

        Assert.Equal("""{"Name":"n","Count":3}""", text);
        Assert.Equal(3, JsonDataConverter.Default.Deserialize<WithField>(text)!.Count);
        Assert.Equal((1, "b"), JsonDataConverter.Default.Deserialize<(int, string)>(JsonDataConverter.Default.Serialize((1, "b"))));
    }

    [Fact]
    public void Fact048_OwnOptions_AreUsed()
    {
        var converter = new JsonDataConverter(new JsonSerializerOptions(JsonSerializerDefaults.Web));

        Assert.Equal("""{"name":"n"}""", converter.Serialize(new WithField { Name = "n" }));
    }

    [Fact]
    public void Fact027_Deserialize_WrongShape_ThrowsJsonException() =>
        Assert.Throws<JsonException>(() => JsonDataConverter.Default.Deserialize<int>("\"text\""));

    private sealed class WithField
    {
#pragma warning disable CA1051 // A field on purpose: such types are serialised too.
        public int Count;
#pragma warning restore CA1051

        public string? Name { get; set; }
    }
}
