using Runtime.Engine.Replay;

namespace Runtime.Engine.Tests.Replay;

public sealed class DeterministicGuidTests
{
    /// <summary>The expected values were computed with another implementation of UUIDv5, for the namespace 9e952958-5e33-4daf-827f-2fa12937b875.</summary>
    [Theory]
    [InlineData("order-1", 0L, 0, "0bfcc0a8-1ad1-5e19-a8b2-67bffb596299")]
    [InlineData("order-1", 0L, 1, "efad4dde-476b-5c14-90e8-b07e340b0682")]
    [InlineData("größe-✓", 1_234_567L, 7, "d9e060bf-35af-5161-aee9-d07ed52db396")]
    public void Create_KnownName_GivesTheKnownGuid(string instanceId, long ticks, int counter, string expected)
    {
        var now = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(ticks);
        Assert.Equal(Guid.Parse(expected), DeterministicGuid.Create(instanceId, now, counter));
    }

    [Fact]
    public void Create_AnyName_IsVersion5OfTheRfc()
    {
        for (var i = 0; i < 200; i++)
        {
            var text = DeterministicGuid.Create("run", DateTime.UnixEpoch, i).ToString();
            Assert.Equal('5', text[14]);
            Assert.True("89ab".Contains(text[19]), text);
        }
    }
}
