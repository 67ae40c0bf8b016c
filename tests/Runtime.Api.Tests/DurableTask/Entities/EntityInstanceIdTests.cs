using System.Text.Json;
using Microsoft.DurableTask.Entities;

namespace Runtime.Api.Tests.DurableTask.Entities;

public sealed class EntityInstanceIdTests
{
    [Fact]
    public void Fact088_Constructor_Name_IsLoweredAndKeyIsKept()
    {
        var id = new EntityInstanceId("Counter", "Key@With/All");

        Assert.Equal(("counter", "Key@With/All"), (id.Name, id.Key));
        Assert.NotEqual(new EntityInstanceId("counter", "key@with/all"), id);
        Assert.Equal(new EntityInstanceId("COUNTER", "Key@With/All"), id);
    }

    [Theory]
    [InlineData("a@b")]
    [InlineData("")]
    public void Fact088_Constructor_BadName_Throws(string name) =>
        Assert.Throws<ArgumentException>(() => new EntityInstanceId(name, "k"));

    [Theory]
    [InlineData("@counter@k", "counter", "k")]
    [InlineData("@Counter@", "counter", "")]
    [InlineData("@counter@a@b", "counter", "a@b")]
    public void Fact089_FromString_NameAndKey_AreRead(string text, string name, string key)
    {
        Assert.Equal(new EntityInstanceId(name, key), EntityInstanceId.FromString(text));
        Assert.Equal($"@{name}@{key}", EntityInstanceId.FromString(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("counter@k")]
    [InlineData("@counter")]
    [InlineData("@@k")]
    [InlineData("@")]
    public void Fact089_FromString_OtherForm_Throws(string text) =>
        Assert.ThrowsAny<ArgumentException>(() => EntityInstanceId.FromString(text));

    [Fact]
    public void Json_ValueAndKey_RoundTrip()
    {
        var id = new EntityInstanceId("counter", "A");

        Assert.Equal("\"@counter@A\"", JsonSerializer.Serialize(id));
        Assert.Equal(id, JsonSerializer.Deserialize<EntityInstanceId>("\"@counter@A\""));
        var map = JsonSerializer.Serialize(new Dictionary<EntityInstanceId, int> { [id] = 1 });
        Assert.Equal(1, JsonSerializer.Deserialize<Dictionary<EntityInstanceId, int>>(map)![id]);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    public void Json_OtherForm_ThrowsJsonException(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<EntityInstanceId>(json));
}
