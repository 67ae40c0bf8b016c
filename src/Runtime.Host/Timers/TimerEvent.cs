using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Runtime.Host.Triggers;

namespace Runtime.Host.Timers;

/// <summary>A timer function's time has come.</summary>
internal sealed class TimerEvent(TimerInfo info, string reason) : TriggerEvent
{
    public override string Reason => reason;

    /// <summary>The info itself, or a class of the app's own with the same properties.</summary>
    public override ValueTask<object?> ReadAsync(Type type, IServiceProvider services, CancellationToken cancellationToken)
    {
        if (type.IsAssignableFrom(typeof(TimerInfo)))
            return ValueTask.FromResult<object?>(info);
        var json = JsonSerializer.Serialize(info);
        return ValueTask.FromResult(type == typeof(string) ? json : JsonSerializer.Deserialize(json, type));
    }
}
