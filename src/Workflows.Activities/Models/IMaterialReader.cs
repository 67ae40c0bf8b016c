using System.Text.Json;

namespace Workflows.Activities.Models;

/// <summary>Reads the material of one kind when a model is asked. Registered in the services.</summary>
public interface IMaterialReader
{
    /// <summary>The kind.</summary>
    string Kind { get; }

    /// <summary>Most bytes of its text as UTF-8, for the worst case that budgets set aside.</summary>
    long BytesMax { get; }

    /// <summary>Reads it.</summary>
    /// <param name="data">What the call says of it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The text, as the model is to read it.</returns>
    Task<string> ReadAsync(JsonElement data, CancellationToken cancellationToken);
}
