using System.Reflection;
using Azure.Tests.Support;

namespace Azure.Tests.Workers;

/// <summary>The numbers of the fields of host and worker messages, as the constants in the metadata of the worker's assembly give them.</summary>
internal sealed class WireFields(string folder) : IDisposable
{
    private readonly MetadataLoadContext context = Metadata.Open(folder);

    /// <param name="message">Name of the message.</param>
    /// <param name="field">Name of the field, in C#'s spelling.</param>
    public int this[string message, string field]
    {
        get
        {
            var type = context.LoadFromAssemblyName("Microsoft.Azure.Functions.Worker.Grpc").GetTypes().Single(candidate => candidate.Name == message);
            return (int)type.GetField(field + "FieldNumber", BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)!.GetRawConstantValue()!;
        }
    }

    public void Dispose() => context.Dispose();
}
