using System.Globalization;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Repository.Tests.Support;

namespace Repository.Tests.Rules;

/// <summary>Promises that span files: reasons for rules that are off, ids of log events, numbers on disk.</summary>
internal static class Conventions
{
    /// <summary>A reason stands on the line itself or in a comment above it, in the same section.</summary>
    public static IEnumerable<string> RulesOffWithoutReason(SourceFile file)
    {
        var covered = false;
        var lines = file.Lines;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.StartsWith('['))
                covered = i > 0 && IsReason(lines[i - 1], file);
            else if (line.StartsWith('#'))
                covered |= IsReason(line, file);
            else if (IsOff(line) && !line.Contains('#', StringComparison.Ordinal) && !covered)
                yield return file.At(i + 1, line);
        }
    }

    /// <summary>In the root file each rule has its own reason: there a comment above covers nothing.</summary>
    private static bool IsReason(string line, SourceFile file) =>
        line.StartsWith('#') && line.Length > 10 && (file.Path != ".editorconfig" || !line.Contains("Each rule below", StringComparison.Ordinal));

    private static bool IsOff(string line) =>
        line.StartsWith("dotnet_diagnostic.", StringComparison.Ordinal)
        && Array.Exists(["= none", "= silent", "= suggestion"], level => line.Contains(level, StringComparison.Ordinal));

    public static IEnumerable<string> LogEventIds(IEnumerable<SourceFile> files)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var attribute in file.Nodes<AttributeSyntax>().Where(IsLogMethod))
            {
                if (IdOf(attribute) is not { } id)
                    yield return file.At(attribute, "a log method without an event id");
                else if (!seen.TryAdd(id, file.At(attribute, "")))
                    yield return file.At(attribute, $"event id {id} is taken by {seen[id].TrimEnd()}");
            }
        }
    }

    private static bool IsLogMethod(AttributeSyntax attribute) => attribute.Name.ToString() is "LoggerMessage" or "LoggerMessageAttribute";

    private static string? IdOf(AttributeSyntax attribute)
    {
        var arguments = attribute.ArgumentList?.Arguments.ToArray() ?? [];
        var named = arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.Text == "EventId");
        if (named is not null)
            return named.Expression.ToString();
        var first = arguments is [{ NameEquals: null } unnamed, ..] ? unnamed.Expression.ToString() : null;
        return first?.StartsWith("LogLevel", StringComparison.Ordinal) == true ? null : first;
    }

    /// <summary>
    /// The names of the kinds; violations are numbers that are missing, used twice or too large for the byte they are stored in.
    /// </summary>
    public static IReadOnlyList<string> HistoryKinds(SourceFile file, out IReadOnlyList<string> violations)
    {
        var members = file.Nodes<EnumDeclarationSyntax>().SelectMany(declared => declared.Members).ToList();
        var found = new List<string>();
        var numbers = new HashSet<byte>();
        foreach (var member in members)
        {
            if (!byte.TryParse(member.EqualsValue?.Value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                found.Add(file.At(member, $"{member.Identifier} has no number between 0 and 255 of its own"));
            else if (!numbers.Add(number))
                found.Add(file.At(member, $"{member.Identifier} uses {number} again"));
        }

        violations = found;
        return [.. members.Select(member => member.Identifier.Text)];
    }
}
