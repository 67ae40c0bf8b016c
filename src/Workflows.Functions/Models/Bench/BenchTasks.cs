using System.Text.Json;
using System.Text.Json.Serialization;
using Workflows.Contracts.Models.Bench;

namespace Workflows.Functions.Models.Bench;

/// <summary>The questions that are shipped, and those of a user's file.</summary>
public static class BenchTasks
{
    private const int TasksMax = 1_000;         // a run of them is kept in one history

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The shipped set: five kinds of work, each answer gradable without a judge.</summary>
    public static IReadOnlyList<BenchTask> Shipped { get; } = Read(Resource());

    /// <summary>Reads a set.</summary>
    /// <param name="json">A JSON array of tasks, in the form of <see cref="BenchTask"/>.</param>
    /// <exception cref="InvalidDataException">It is not one; the message names every error.</exception>
    public static IReadOnlyList<BenchTask> Read(string json)
    {
        List<BenchTask?>? tasks;
        try
        {
            tasks = JsonSerializer.Deserialize<List<BenchTask?>>(json, Json);
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"The tasks are not a JSON array of tasks: {error.Message}", error);
        }

        var errors = Problems(tasks).ToList();
        return errors.Count == 0 ? [.. tasks!.Select(task => task!)] : throw new InvalidDataException(string.Join(Environment.NewLine, errors));
    }

    private static IEnumerable<string> Problems(List<BenchTask?>? tasks)
    {
        if (tasks is not { Count: >= 1 and <= TasksMax })
        {
            yield return $"There must be 1 to {TasksMax} tasks.";
            yield break;
        }

        for (var i = 0; i < tasks.Count; i++)
        {
            if (tasks[i] is not { Id.Length: > 0, Kind.Length: > 0 and <= 50, Question.Length: > 0, Expect: not null } task)
                yield return $"Task {i + 1} needs an id, a kind of at most 50 characters, a question and what to expect.";
            else if (task.Expect is { Contains.Count: 0, Exactly: null, Properties.Count: 0 })
                yield return $"Task {task.Id} expects nothing: set contains, exactly or properties.";
        }

        foreach (var twice in tasks.OfType<BenchTask>().GroupBy(task => task.Id, StringComparer.Ordinal).Where(group => group.Count() > 1))
            yield return $"Two tasks have the id {twice.Key}.";
    }

    private static string Resource()
    {
        using var stream = typeof(BenchTasks).Assembly.GetManifestResourceStream("BenchTasks.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
