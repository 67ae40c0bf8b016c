using Runtime.Host.Blobs;

namespace Runtime.Host.Tests.Blobs;

public sealed class BlobPatternTests
{
    [Theory]
    [InlineData("drops/{name}", "a/b.txt", "name=a/b.txt")]
    [InlineData("drops/{tenant}/{name}.{ext}", "acme/a.b.txt", "tenant=acme;name=a.b;ext=txt")]
    [InlineData("drops/in-{name}.csv", "in-7.csv", "name=7")]
    [InlineData("drops/{{x}}-{name}", "{x}-1", "name=1")]
    [InlineData("drops", "anything/at.all", "")]
    [InlineData("drops/{name}.csv", "7.txt", null)]
    [InlineData("drops/a+b/{name}", "aab/1", null)]
    public void Match_Name_GivesThePlaces(string path, string blob, string? expected)
    {
        var pattern = BlobPattern.Read(path, out var error);

        Assert.Null(error);
        var places = pattern!.Match(blob);
        Assert.Equal(expected, places is null ? null : string.Join(';', places.Select(place => $"{place.Key}={place.Value}")));
    }

    [Theory]
    [InlineData("Drops/{name}", "is no container's name")]
    [InlineData("drops/{name", "a brace stands alone")]
    [InlineData("drops/{a}/{A}", "the same name")]
    public void Read_WrongPath_SaysWhatIsWrong(string path, string reason)
    {
        Assert.Null(BlobPattern.Read(path, out var error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }
}
