namespace EndToEnd.Tests;

/// <summary>How a process ended and what it said.</summary>
internal sealed record Ending(int ExitCode, string Output, string Error, long PeakBytes, TimeSpan ProcessorTime)
{
    /// <summary>It did what was asked, and had nothing to say against it.</summary>
    public Ending Succeeded()
    {
        Assert.True(ExitCode == 0 && Error.Length == 0, $"exit code {ExitCode}\n{Output}\n{Error}");
        return this;
    }

    /// <summary>It refused with that exit code and with a message on standard error that holds each of the texts; a stack trace is never the answer.</summary>
    public Ending Refused(int exitCode, params string[] texts)
    {
        Assert.True(ExitCode == exitCode, $"exit code {ExitCode} in place of {exitCode}\n{Output}\n{Error}");
        Assert.StartsWith("error: ", Error, StringComparison.Ordinal);
        foreach (var text in texts)
            Assert.Contains(text, Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("   at ", Output + Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Output + Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Parameter '", Error, StringComparison.Ordinal);
        return this;
    }

    /// <summary>A text that must not be shown was not.</summary>
    public Ending DoesNotSay(string text)
    {
        Assert.DoesNotContain(text, Output + Error, StringComparison.Ordinal);
        return this;
    }
}
