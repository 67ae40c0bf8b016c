using Workflows.Cli.Runs;

namespace Workflows.Cli.Views;

/// <summary>Shows how a run goes: live on a terminal, line by line in a log, not at all when JSON is asked for.</summary>
internal abstract class RunView
{
    public static RunView Create(bool json) => json ? new SilentView() : Terminal.IsInteractive ? new LiveView() : new LogView();

    /// <summary>Says one thing.</summary>
    public abstract void Line(string text);

    /// <summary>Shows states until one has ended.</summary>
    /// <param name="next">Waits for the next moment to show.</param>
    public abstract Task FollowAsync(Func<Task<RunState>> next);
}

/// <summary>Standard output belongs to the result; what is said goes to standard error.</summary>
internal sealed class SilentView : RunView
{
    public override void Line(string text) => Console.Error.WriteLine(text);

    public override async Task FollowAsync(Func<Task<RunState>> next)
    {
        while (!(await next()).Ended)
        {
        }
    }
}
