using System.Text.Json;

namespace Workflows.Contracts.Models;

/// <summary>
/// Text that is read when the model is asked and put before the first turn, so that a run's history holds what it is and not the text itself.
/// </summary>
/// <param name="Kind">Who reads it: the kind of a registered reader.</param>
/// <param name="Data">What the reader needs to know.</param>
public sealed record ModelMaterial(string Kind, JsonElement Data);
