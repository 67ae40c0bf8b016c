using System.Text.Json;
using Azure.Core.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>The serializer of JSON bodies: the worker's own, if it has one.</summary>
internal static class BodySerializer
{
    private static readonly JsonObjectSerializer Default = new(new JsonSerializerOptions { PropertyNameCaseInsensitive = true });

    internal static ObjectSerializer For(FunctionContext context) =>
        context.InstanceServices?.GetService<IOptions<WorkerOptions>>()?.Value.Serializer ?? Default;
}
