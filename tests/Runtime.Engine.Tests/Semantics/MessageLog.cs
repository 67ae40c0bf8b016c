using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Runtime.Engine.Tests.Semantics;

/// <summary>Keeps log messages by category.</summary>
internal sealed class MessageLog : ILoggerProvider
{
    private readonly ConcurrentQueue<(string Category, string Message)> messages = new();

    public IEnumerable<string> Of(string category) => messages.Where(item => item.Category == category).Select(item => item.Message);

    public ILogger CreateLogger(string categoryName) => new Logger(messages, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(ConcurrentQueue<(string, string)> messages, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            messages.Enqueue((category, formatter(state, exception)));
    }
}
