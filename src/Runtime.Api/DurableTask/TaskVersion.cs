namespace Microsoft.DurableTask;

/// <summary>The version of an orchestration or activity; empty when none was given. Versions compare without regard to case.</summary>
public readonly struct TaskVersion : IEquatable<TaskVersion>
{
    /// <summary>No version.</summary>
    public static readonly TaskVersion Unversioned;

    private readonly string? version;

    /// <summary>No version.</summary>
    public TaskVersion()
    {
    }

    /// <summary>A version; null and the empty text are the same as none.</summary>
    public TaskVersion(string? version) => this.version = version;

    /// <summary>The text of the version, never null.</summary>
    public string Version => version ?? string.Empty;

    /// <summary>The text of the version.</summary>
    public static implicit operator string(TaskVersion value) => value.Version;

    /// <summary>A text as a version.</summary>
    public static implicit operator TaskVersion(string? value) => new(value);

    /// <summary>True when both versions are equal, case ignored.</summary>
    public static bool operator ==(TaskVersion a, TaskVersion b) => a.Equals(b);

    /// <summary>True when the versions differ in more than case.</summary>
    public static bool operator !=(TaskVersion a, TaskVersion b) => !a.Equals(b);

    /// <inheritdoc/>
    public bool Equals(TaskVersion other) => string.Equals(Version, other.Version, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TaskVersion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Version);

    /// <summary>The text of the version.</summary>
    public override string ToString() => Version;
}
