using Azure.Tests.Support;

namespace Azure.Tests.Surface;

/// <summary>
/// A list of differences that are meant. Lines that start with # give the reason of those below them, up to the next empty line; a line that
/// ends with * stands for all that begin like it.
/// </summary>
internal sealed class Approved
{
    private readonly List<string> lines = [];
    private readonly string path;

    public Approved(string name)
    {
        path = Repository.Path($"tests/Azure.Tests/Surface/{name}");
        var reason = false;
        foreach (var line in File.ReadLines(path))
        {
            if (line.Length == 0)
                reason = false;
            else if (line[0] == '#')
                reason = true;
            else if (!reason)
                throw new InvalidDataException($"{name}: '{line}' has no reason above it.");
            else
                lines.Add(line);
        }
    }

    /// <summary>Differences that nobody approved, and approvals of what is no difference; empty when all is as listed.</summary>
    public string Compare(IReadOnlyCollection<string> actual)
    {
        var unknown = actual.Where(line => !lines.Exists(approved => Covers(approved, line))).Select(line => "+ " + line);
        var stale = lines.Where(approved => !actual.Any(line => Covers(approved, line))).Select(line => "- " + line);
        var differences = unknown.Concat(stale).ToList();
        return differences.Count == 0 ? "" : $"{path} says otherwise (+ is new, - is gone):\n{string.Join('\n', differences)}";
    }

    private static bool Covers(string approved, string line) =>
        approved.EndsWith('*') ? line.StartsWith(approved[..^1], StringComparison.Ordinal) : line == approved;
}
