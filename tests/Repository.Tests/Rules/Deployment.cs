using System.Text.RegularExpressions;
using Repository.Tests.Support;

namespace Repository.Tests.Rules;

/// <summary>
/// What can be read of a deployment: documented parameters, pinned and unprivileged containers, pinned actions. Templates are compiled by Azure.Tests.
/// </summary>
internal static partial class Deployment
{
    /// <summary>Whoever deploys reads what a parameter is for; the compiler, which Azure.Tests runs, does not ask for it.</summary>
    public static IEnumerable<string> Parameters(SourceFile file)
    {
        var lines = file.Lines;
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("param ", StringComparison.Ordinal))
                continue;
            var above = lines.Take(i).Reverse().TakeWhile(line => line.Length > 0);
            if (!above.Any(line => line.StartsWith("@description(", StringComparison.Ordinal)))
                yield return file.At(i + 1, "a parameter without a description");
        }
    }

    /// <summary>Built in one stage and run in another, by a user who is not root, from images with a version.</summary>
    public static IEnumerable<string> Container(SourceFile file)
    {
        var lines = file.Lines;
        var images = lines.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]).ToList();
        if (images.Count < 2)
            yield return $"{file.Path}: build and run in stages of their own";
        foreach (var image in images.Where(image => !image.Contains(':', StringComparison.Ordinal) || image.EndsWith(":latest", StringComparison.Ordinal)))
            yield return $"{file.Path}: {image} has no version";
        var user = lines.LastOrDefault(line => line.StartsWith("USER ", StringComparison.Ordinal));
        if (user is null or "USER root" or "USER 0")
            yield return $"{file.Path}: runs as root";
    }

    /// <summary>A tag can be moved, a commit cannot.</summary>
    public static IEnumerable<string> Actions(SourceFile file) =>
        from line in file.Lines.Select((text, index) => (Text: text.Trim().TrimStart('-').Trim(), Number: index + 1))
        where line.Text.StartsWith("uses:", StringComparison.Ordinal) && !Pinned().IsMatch(line.Text)
        select file.At(line.Number, "an action without a commit and its version");

    [GeneratedRegex(@"^uses: [\w./-]+@[0-9a-f]{40} # v\d", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pinned();
}
