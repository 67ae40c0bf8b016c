using Workflows.Activities.Models.Extractive;

namespace Workflows.Activities.Agents;

/// <summary>Finds texts by their words. Pure, so entities and orchestrators may use it.</summary>
public static class TextSearch
{
    /// <summary>The items that share terms with a query, those that share most first; among equals the later ones.</summary>
    /// <typeparam name="T">What is searched.</typeparam>
    /// <param name="items">The items, oldest first.</param>
    /// <param name="textOf">The text of one.</param>
    /// <param name="query">Words to look for; case and endings do not matter.</param>
    /// <param name="count">At most so many.</param>
    public static IReadOnlyList<T> Best<T>(IEnumerable<T> items, Func<T, string> textOf, string query, int count) =>
    [
        .. items.Select((item, place) => (Item: item, Place: place, Score: Terms.Overlap(query, textOf(item))))
            .Where(found => found.Score > 0)
            .OrderByDescending(found => found.Score).ThenByDescending(found => found.Place)
            .Take(count).Select(found => found.Item),
    ];
}
