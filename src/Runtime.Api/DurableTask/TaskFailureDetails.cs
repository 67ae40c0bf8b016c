using System.Collections.Concurrent;

namespace Microsoft.DurableTask;

/// <summary>A failure as data: it survives a process, the exception does not.</summary>
/// <param name="ErrorType">Full name of the exception's type, or a name the runtime gives.</param>
/// <param name="ErrorMessage">The exception's message.</param>
/// <param name="StackTrace">Its stack trace, or null.</param>
/// <param name="InnerFailure">The failure below it, or null.</param>
/// <param name="Properties">What an exception properties provider added, or null.</param>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    private static readonly ConcurrentDictionary<string, Type> ResolvedTypes = new(StringComparer.Ordinal);

    /// <summary>Describes an exception and all exceptions below it.</summary>
    public static TaskFailureDetails FromException(Exception exception) => FromException(exception, null);

    /// <summary>True when the recorded type is <typeparamref name="T"/> or derives from it. Inner failures are not looked at.</summary>
    public bool IsCausedBy<T>()
        where T : Exception => IsCausedBy(typeof(T));

    /// <summary>True when the recorded type is the given one or derives from it. Inner failures are not looked at.</summary>
    /// <exception cref="ArgumentException">The type is no exception type.</exception>
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
        {
            throw new ArgumentException($"'{targetBaseExceptionType}' is not an exception type.", nameof(targetBaseExceptionType));
        }

        return ErrorType == targetBaseExceptionType.FullName
            || (Resolve(ErrorType) is { } recorded && targetBaseExceptionType.IsAssignableFrom(recorded));
    }

    /// <summary>Type and message in one line.</summary>
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    /// <summary>Describes an exception chain; <paramref name="properties"/> may add to each link.</summary>
    internal static TaskFailureDetails FromException(Exception exception, Func<Exception, IDictionary<string, object?>?>? properties)
    {
        ArgumentNullException.ThrowIfNull(exception);
        var chain = new Stack<Exception>();
        for (var link = exception; link is not null; link = link.InnerException)
            chain.Push(link);

        TaskFailureDetails? details = null;
        foreach (var link in chain)
        {
            // A failure of a called task has no inner exception, only details: they are its cause.
            details ??= (link as TaskFailedException)?.FailureDetails ?? (link as Entities.EntityOperationFailedException)?.FailureDetails;
            var type = link.GetType();
            details = new(type.FullName ?? type.Name, link.Message, link.StackTrace, details, properties?.Invoke(link));
        }

        return details!;
    }

    private static Type? Resolve(string name)
    {
        if (ResolvedTypes.TryGetValue(name, out var known))
            return known;

        var found = Type.GetType(name, throwOnError: false)
            ?? AppDomain.CurrentDomain.GetAssemblies()
                .Select(assembly => assembly.GetType(name, throwOnError: false))
                .FirstOrDefault(type => type is not null && typeof(Exception).IsAssignableFrom(type));
        if (found is null || !typeof(Exception).IsAssignableFrom(found))
            return null;

        // Only hits are kept: they are as many as there are loaded exception types; a type not found may be loaded later.
        return ResolvedTypes.GetOrAdd(name, found);
    }
}
