using System.Text.RegularExpressions;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Text;

/// <summary>Regular expressions that strangers write. Linear ones run without backtracking; the others have a time limit.</summary>
internal static class SafeRegex
{
    private const int PatternCharsMax = 2_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <exception cref="ToolException">It is no regular expression, or too long.</exception>
    public static Regex Make(string pattern, bool ignoreCase)
    {
        if (pattern.Length > PatternCharsMax)
            throw new ToolException(ToolErrorKind.InvalidArguments, $"A regular expression has at most {PatternCharsMax} characters.");
        var options = RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
        try
        {
            return new Regex(pattern, options | RegexOptions.NonBacktracking, Limit);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, options, Limit);      // look-arounds and back-references need backtracking
        }
        catch (ArgumentException error)
        {
            throw new ToolException(ToolErrorKind.InvalidArguments, $"The regular expression is wrong: {error.Message}", error);
        }
    }

    /// <summary>Runs something with a regular expression; running out of time becomes an outcome.</summary>
    public static T Run<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (RegexMatchTimeoutException error)
        {
            throw new ToolException(ToolErrorKind.TimedOut, $"The regular expression took longer than {Limit.TotalSeconds} s: write it without nested repeats.", error);
        }
    }
}
