namespace Microsoft.DurableTask;

/// <summary>The name of an orchestrator, activity or entity. Names compare without regard to case.</summary>
public readonly struct TaskName : IEquatable<TaskName>
{
    private readonly string? name;

    /// <summary>The empty name.</summary>
    public TaskName()
    {
    }

    /// <summary>A name; null is the empty name.</summary>
    public TaskName(string name) => this.name = name;

    /// <summary>The text of the name, never null.</summary>
    public string Name => name ?? string.Empty;

    /// <summary>Always empty.</summary>
    [Obsolete("Refer to TaskVersion instead.")]
    public string Version => string.Empty;

    /// <summary>The text of the name.</summary>
    public static implicit operator string(TaskName value) => value.Name;

    /// <summary>A text as a name.</summary>
    public static implicit operator TaskName(string value) => new(value);

    /// <summary>True when both names are equal, case ignored.</summary>
    public static bool operator ==(TaskName a, TaskName b) => a.Equals(b);

    /// <summary>True when the names differ in more than case.</summary>
    public static bool operator !=(TaskName a, TaskName b) => !a.Equals(b);

    /// <inheritdoc/>
    public bool Equals(TaskName other) => string.Equals(Name, other.Name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TaskName other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Name);

    /// <summary>The text of the name.</summary>
    public override string ToString() => Name;
}
