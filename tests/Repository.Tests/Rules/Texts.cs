using System.Text.RegularExpressions;
using Repository.Tests.Support;

namespace Repository.Tests.Rules;

/// <summary>What no file may say. The patterns are written in pieces, so that this file does not say it either.</summary>
internal static class Texts
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly Regex MachinePath = new(
        @"(?<![\w.<}\]*-])/(?:ho" + @"me|ro" + @"ot|Us" + @"ers|wo" + @"rk)/\w|\b[A-Z]:\\Us" + @"ers\\",
        RegexOptions.None, Limit);

    private static readonly Regex RegistryHost = new(
        @"api\.nu" + @"get\.org|nu" + @"get\.org/v3|registry\.np" + @"mjs|pkgs\.dev\.az" + @"ure|artif" + @"actory|"
        + @"jfr" + @"og\.io|index\.cra" + @"tes|files\.pyth" + @"onhosted",
        RegexOptions.IgnoreCase, Limit);

    public static IEnumerable<string> MachinePaths(SourceFile file) => Matches(file, MachinePath, "a path of one machine");

    public static IEnumerable<string> RegistryHosts(SourceFile file) => Matches(file, RegistryHost, "the host of a package registry");

    private static IEnumerable<string> Matches(SourceFile file, Regex pattern, string what)
    {
        var lines = file.Lines;
        for (var line = 0; line < lines.Length; line++)
        {
            if (pattern.Match(lines[line]) is { Success: true } match)
                yield return file.At(line + 1, $"{what}: {match.Value}");
        }
    }
}
