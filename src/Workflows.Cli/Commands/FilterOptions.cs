using System.CommandLine;
using Microsoft.DurableTask.Client;
using Runtime.Engine.Store;

namespace Workflows.Cli.Commands;

/// <summary>Options that say which runs are meant; all that are given must hold.</summary>
internal sealed class FilterOptions
{
    public Option<string[]> Status { get; } = new("--status") { Description = "Only runs in this status, for example Running; may be repeated." };

    public Option<string?> Workflow { get; } = new("--workflow") { Description = "Only runs of this workflow." };

    public Option<string?> Prefix { get; } = new("--prefix") { Description = "Only runs whose id begins so; in the order of the ids." };

    public Option<string[]> Tag { get; } = new("--tag") { Description = "Only runs with this tag, as key=value; may be repeated." };

    public Option<string?> Parent { get; } = new("--parent") { Description = "Only sub-orchestrations of this run." };

    public RunQuery Read(ParseResult parsed) => new()
    {
        Statuses = [.. (parsed.GetValue(Status) ?? []).Select(StatusOf)],
        Name = parsed.GetValue(Workflow),
        IdPrefix = parsed.GetValue(Prefix),
        Tags = TagsOf(parsed.GetValue(Tag) ?? []),
        ParentId = parsed.GetValue(Parent),
    };

    private static OrchestrationRuntimeStatus StatusOf(string text) =>
        Enum.TryParse<OrchestrationRuntimeStatus>(text, ignoreCase: true, out var status) && Enum.IsDefined(status)
            ? status
            : throw new CliException(ExitCode.Usage, $"'{text}' is no status. There are {string.Join(", ", Enum.GetNames<OrchestrationRuntimeStatus>())}.");

    private static Dictionary<string, string> TagsOf(string[] pairs)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            if (pair.Split('=', 2) is not [{ Length: > 0 } key, var value] || !tags.TryAdd(key, value))
                throw new CliException(ExitCode.Usage, $"'{pair}' is no tag: give each key once, as key=value.");
        }

        return tags;
    }
}
