using Microsoft.DurableTask;

namespace EngineProbe;

/// <summary>Failures as one line, without stack traces.</summary>
internal static class Failures
{
    public static string? Describe(TaskFailureDetails? failure) =>
        failure is null ? null : $"{failure.ErrorType}: {failure.ErrorMessage}{(failure.InnerFailure is { } inner ? $" <- {Describe(inner)}" : "")}";
}
