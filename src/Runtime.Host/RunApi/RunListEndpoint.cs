using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Runtime.Engine.Inspection;
using Runtime.Engine.Pumps;
using Runtime.Engine.Store;
using Runtime.Host.Http;

namespace Runtime.Host.RunApi;

/// <summary>GET /api/v1/runs: one page of the runs that fulfil all filters, how many there are, and where the pages beside it begin.</summary>
internal static class RunListEndpoint
{
    private const int PageDefault = 100;
    private const int PageMax = 1_000;      // one answer stays small enough to be built in memory

    private static readonly string[] Parameters =
    [
        "status", "workflow", "tag", "prefix", "parent", "customStatus", "createdFrom", "createdTo", "updatedFrom", "updatedTo", "order", "limit", "position",
    ];

    public static Task ListAsync(HttpContext http, DurableEngine engine)
    {
        var query = Read(http.Request);
        // Counted without the status, the answer also says what the other statuses hold; it is the same work.
        var counts = engine.Hub.Count(query with { Statuses = null });
        var page = Page(engine, query);
        var total = query.Statuses is { } only ? only.Distinct().Sum(status => counts.ByStatus.GetValueOrDefault(status)) : counts.Total;
        var byStatus = counts.ByStatus.ToDictionary(count => count.Key.ToString(), count => count.Value, StringComparer.Ordinal);
        return RunRequest.SendAsync(http, new RunList([.. page.Runs.Select(RunDescriber.Describe)], total, byStatus, page.Next, page.Previous));
    }

    private static RunPage Page(DurableEngine engine, RunQuery query)
    {
        try
        {
            return engine.Hub.Query(query);
        }
        catch (ArgumentException)
        {
            throw RunRequest.Bad("position", "'position' must be the 'next' or 'previous' of a page with the same filters.");
        }
    }

    private static RunQuery Read(HttpRequest request)
    {
        RunRequest.AllowOnly(request, Parameters);
        return new RunQuery
        {
            Statuses = Statuses(request),
            Name = RunRequest.Text(request, "workflow"),
            Tags = Tags(request),
            IdPrefix = RunRequest.Text(request, "prefix"),
            ParentId = RunRequest.Text(request, "parent"),
            CustomStatusContains = RunRequest.Text(request, "customStatus"),
            CreatedFrom = RunRequest.Time(request, "createdFrom"),
            CreatedTo = RunRequest.Time(request, "createdTo"),
            UpdatedFrom = RunRequest.Time(request, "updatedFrom"),
            UpdatedTo = RunRequest.Time(request, "updatedTo"),
            NewestFirst = IsNewestFirst(request),
            Limit = RunRequest.Whole(request, "limit", 1, PageMax) ?? PageDefault,
            Position = RunRequest.Text(request, "position"),
        };
    }

    private static bool IsNewestFirst(HttpRequest request) => RunRequest.Text(request, "order") switch
    {
        null or "newest" => true,
        "oldest" => false,
        _ => throw RunRequest.Bad("order", "'order' must be newest or oldest."),
    };

    private static List<OrchestrationRuntimeStatus>? Statuses(HttpRequest request)
    {
        var names = request.Query["status"]
            .SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        return names.Count == 0 ? null : [.. names.Select(Status)];
    }

    private static OrchestrationRuntimeStatus Status(string text)
    {
        var known = Enum.GetNames<OrchestrationRuntimeStatus>();
        return known.FirstOrDefault(name => text.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } found
            ? Enum.Parse<OrchestrationRuntimeStatus>(found)
            : throw RunRequest.Bad("status", $"'{text}' is no status; there is {string.Join(", ", known)}.");
    }

    private static Dictionary<string, string>? Tags(HttpRequest request)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in request.Query["tag"])
        {
            var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
            if (colon < 1 || !tags.TryAdd(text![..colon], text[(colon + 1)..]))
                throw RunRequest.Bad("tag", $"'{text}' is no filter; write tag=key:value, each key once.");
        }

        return tags.Count == 0 ? null : tags;
    }

    /// <summary>A page may hold fewer runs than asked for although more follow; only <paramref name="Next"/> says whether they do.</summary>
    private sealed record RunList(
        IReadOnlyList<RunDescription> Runs, long Total, IReadOnlyDictionary<string, long> Counts, string? Next, string? Previous);
}
