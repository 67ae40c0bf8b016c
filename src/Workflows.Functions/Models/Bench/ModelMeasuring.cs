using Microsoft.DurableTask;
using Workflows.Contracts.Models;
using Workflows.Contracts.Models.Bench;
using Workflows.Contracts.Streams;
using Workflows.Functions.Orchestrators;

namespace Workflows.Functions.Models.Bench;

/// <summary>
/// The measurement of one model. What it learns goes to the choice of models: calls and grades count under the kinds bench.find and so on, from where
/// they are a first guess for every other kind of work. Deterministic.
/// </summary>
internal sealed class ModelMeasuring(TaskOrchestrationContext context, BenchRequest request, string model)
{
    private const int FailedInRowMax = 3;       // then the model is down, and asking on would measure waits

    private readonly List<(BenchTask Task, ModelOutcome Outcome, double Grade)> calls = [];
    private int asked;
    private int failedInRow;
    private string? stopped;

    public async Task<ModelProfile> RunAsync()
    {
        var began = context.CurrentUtcDateTime;
        var tasks = Enumerable.Range(0, request.Calls).Select(i => request.Tasks[i % request.Tasks.Count]).ToList();
        await Flow.FanOutAsync(tasks, request.InFlight, AskAsync);
        return Profile((context.CurrentUtcDateTime - began).TotalSeconds);
    }

    private async Task<bool> AskAsync(BenchTask task)
    {
        if (stopped is not null)
            return false;
        var call = new ModelCall(task.System, task.Question)
        {
            Model = model,
            Exact = true,
            Schema = task.Schema is { } schema ? new AnswerSchema("answer", schema) : null,
            Stream = new StreamName(context.InstanceId, context.InstanceId, $"{model}-{++asked}").ToString(),     // each answer is one of its own
        };
        var who = new ModelAsker("bench") { Task = "bench." + task.Kind };
        var outcome = await ModelDesk.AskAsync(context, call, who);
        var grade = outcome is Answered answer ? BenchGrading.Grade(answer.Text, task.Expect) : 0;
        calls.Add((task, outcome, grade));
        if (outcome is Answered or Malformed)
            await ModelDesk.GradeAsync(context, outcome, who, grade);
        failedInRow = outcome is Answered or Malformed or Refused ? 0 : failedInRow + 1;
        if (outcome is OverBudget over)
            stopped ??= over.Message;
        else if (failedInRow >= FailedInRowMax)
            stopped ??= $"{failedInRow} questions in a row were not answered: {((ModelFailure)outcome).Message}";
        return true;
    }

    private ModelProfile Profile(double seconds)
    {
        var answered = calls.Where(call => call.Outcome is Answered).Select(call => call.Outcome).ToList();
        var took = answered.Sum(outcome => outcome.LatencyMs) / 1000.0;
        return new ModelProfile(model, calls.Count, answered.Count)
        {
            Accuracy = Average(calls.Select(call => call.Grade)),
            P50Ms = Rank(answered.Select(outcome => outcome.LatencyMs), 0.50),
            P95Ms = Rank(answered.Select(outcome => outcome.LatencyMs), 0.95),
            FirstTokenP50Ms = Rank(answered.Select(outcome => outcome.FirstTokenMs).OfType<long>(), 0.50),
            FirstTokenP95Ms = Rank(answered.Select(outcome => outcome.FirstTokenMs).OfType<long>(), 0.95),
            AnswersPerSec = Rate(answered.Count, seconds),
            OutputTokensPerSec = Rate(answered.Sum(outcome => outcome.Usage.OutputTokens), took),
            InputTokens = calls.Sum(call => call.Outcome.Usage.InputTokens),
            OutputTokens = calls.Sum(call => call.Outcome.Usage.OutputTokens),
            Usd = calls.Any(call => call.Outcome.Usage.CostUsd is null) ? null : calls.Sum(call => call.Outcome.Usage.CostUsd),
            AccuracyByKind = calls.GroupBy(call => call.Task.Kind, StringComparer.Ordinal).OrderBy(kind => kind.Key, StringComparer.Ordinal)
                .ToDictionary(kind => kind.Key, kind => Average(kind.Select(call => call.Grade)), StringComparer.Ordinal),
            Failures = calls.Where(call => call.Outcome is ModelFailure).GroupBy(call => call.Outcome.GetType().Name, StringComparer.Ordinal)
                .ToDictionary(kind => kind.Key, kind => kind.Count(), StringComparer.Ordinal),
            Stopped = stopped,
        };
    }

    private static double Average(IEnumerable<double> grades) => Math.Round(grades.DefaultIfEmpty(0).Average(), 4);

    private static double Rate(double count, double seconds) => seconds > 0 ? Math.Round(count / seconds, 2) : 0;

    private static long? Rank(IEnumerable<long> values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
