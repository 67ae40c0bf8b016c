using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;
using Runtime.Host.Http;

namespace Runtime.Host.Management;

/// <summary>The status of an instance, with the names and order that Durable Functions' clients read.</summary>
internal static class StatusPayload
{
    public static async Task SendAsync(HttpContext http, OrchestrationMetadata instance, bool showInput, Action<Utf8JsonWriter>? more = null)
    {
        using var answer = JsonAnswer.Begin();
        Write(answer.Writer, instance, showInput, more);
        await answer.SendAsync(http);
    }

    /// <summary>Writes the object; <paramref name="more"/> adds properties at its end.</summary>
    public static void Write(Utf8JsonWriter writer, OrchestrationMetadata instance, bool showInput, Action<Utf8JsonWriter>? more = null)
    {
        writer.WriteStartObject();
        writer.WriteString("name", instance.Name);
        writer.WriteString("instanceId", instance.InstanceId);
        writer.WriteString("runtimeStatus", Name(instance.RuntimeStatus));
        RawJson.Write(writer, "input", showInput ? instance.SerializedInput : null);
        RawJson.Write(writer, "customStatus", instance.SerializedCustomStatus);
        WriteOutput(writer, instance);
        writer.WriteString("createdTime", Time(instance.CreatedAt));
        writer.WriteString("lastUpdatedTime", Time(instance.LastUpdatedAt));
        more?.Invoke(writer);
        writer.WriteEndObject();
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    // The output of a failed run is its message, which is text even when it happens to look like JSON.
    private static void WriteOutput(Utf8JsonWriter writer, OrchestrationMetadata instance)
    {
        if (instance.RuntimeStatus != OrchestrationRuntimeStatus.Failed)
            RawJson.Write(writer, "output", instance.SerializedOutput);
        else
            writer.WriteString("output", instance.SerializedOutput ?? instance.FailureDetails?.ErrorMessage);
    }

    private static string Name(OrchestrationRuntimeStatus status) => status switch
    {
        OrchestrationRuntimeStatus.Running => "Running",
        OrchestrationRuntimeStatus.Completed => "Completed",
        OrchestrationRuntimeStatus.Failed => "Failed",
        OrchestrationRuntimeStatus.Terminated => "Terminated",
        OrchestrationRuntimeStatus.Pending => "Pending",
        OrchestrationRuntimeStatus.Suspended => "Suspended",
        _ => status.ToString(),
    };
}
