using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Runtime.TaskHub.Tests.Surface;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogRecorder : ILoggerProvider
{
    public ConcurrentQueue<Entry> Entries { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Recorder(categoryName, Entries);

    public void Dispose()
    {
    }

    public sealed record Entry(string Category, int Id, string Message, IReadOnlyDictionary<string, string?> Fields);

    private sealed class Recorder(string category, ConcurrentQueue<Entry> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var fields = state as IReadOnlyList<KeyValuePair<string, object?>> ?? [];
            var texts = fields.ToDictionary(field => field.Key, field => field.Value?.ToString());
            entries.Enqueue(new Entry(category, eventId.Id, formatter(state, exception), texts));
        }
    }
}
