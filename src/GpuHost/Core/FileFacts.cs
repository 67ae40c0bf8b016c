using GpuHost.Core.Measures;
using Workflows.Contracts.Files;

namespace GpuHost.Core;

/// <summary>Everything that one pass over a file found out.</summary>
/// <param name="Record">What workflows see of it.</param>
/// <param name="Measures">Entropy, signature and embedding; null when they were not asked for or the file could not be read.</param>
public sealed record FileFacts(FileRecord Record, FileMeasures? Measures);
