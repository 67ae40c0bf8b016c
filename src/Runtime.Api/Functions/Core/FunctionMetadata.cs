using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Microsoft.Azure.Functions.Worker.Core.FunctionMetadata;

/// <summary>How delays between retries grow.</summary>
public enum RetryStrategy
{
    /// <summary>They double.</summary>
    ExponentialBackoff = 0,

    /// <summary>They stay.</summary>
    FixedDelay = 1,
}

/// <summary>How a failed function is called again.</summary>
public interface IRetryOptions
{
    /// <summary>Calls after the first one.</summary>
    int MaxRetryCount { get; }

    /// <summary>The fixed delay.</summary>
    TimeSpan? DelayInterval { get; }

    /// <summary>The shortest growing delay.</summary>
    TimeSpan? MinimumInterval { get; }

    /// <summary>The longest growing delay.</summary>
    TimeSpan? MaximumInterval { get; }

    /// <summary>How delays grow.</summary>
    RetryStrategy? Strategy { get; }
}

/// <summary>A function as the worker tells the host.</summary>
public interface IFunctionMetadata
{
    /// <summary>Its id.</summary>
    string? FunctionId { get; }

    /// <summary>Whether it is a proxy.</summary>
    bool IsProxy { get; }

    /// <summary>Its language.</summary>
    string? Language { get; }

    /// <summary>Whether dependencies are managed.</summary>
    bool ManagedDependencyEnabled { get; }

    /// <summary>Its name.</summary>
    string? Name { get; }

    /// <summary>Class and method.</summary>
    string? EntryPoint { get; }

    /// <summary>Its bindings as JSON.</summary>
    IList<string>? RawBindings { get; }

    /// <summary>The file it is in.</summary>
    string? ScriptFile { get; }

    /// <summary>How it is called again, or null.</summary>
    IRetryOptions? Retry { get; }
}

/// <summary>Finds the functions of an app.</summary>
public interface IFunctionMetadataProvider
{
    /// <summary>The functions below a folder.</summary>
    Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory);
}

/// <summary>Gives the functions of an app after all changes.</summary>
public interface IFunctionMetadataManager
{
    /// <summary>The functions below a folder.</summary>
    Task<ImmutableArray<IFunctionMetadata>> GetFunctionMetadataAsync(string directory);
}

/// <summary>Changes the functions that were found.</summary>
public interface IFunctionMetadataTransformer
{
    /// <summary>Name for the log.</summary>
    string Name { get; }

    /// <summary>Changes the list in place.</summary>
    void Transform(IList<IFunctionMetadata> original);
}

/// <summary>Retry options as plain data.</summary>
public class DefaultRetryOptions : IRetryOptions
{
    /// <inheritdoc/>
    public int MaxRetryCount { get; set; }

    /// <inheritdoc/>
    public TimeSpan? DelayInterval { get; set; }

    /// <inheritdoc/>
    public TimeSpan? MinimumInterval { get; set; }

    /// <inheritdoc/>
    public TimeSpan? MaximumInterval { get; set; }

    /// <inheritdoc/>
    public RetryStrategy? Strategy =>
        DelayInterval is not null ? RetryStrategy.FixedDelay
        : MinimumInterval is not null && MaximumInterval is not null ? RetryStrategy.ExponentialBackoff
        : null;
}

/// <summary>A function as plain data.</summary>
public class DefaultFunctionMetadata : IFunctionMetadata
{
    /// <summary>Follows from name, file and entry point, so it is the same in every start; null while there is no name.</summary>
    public string? FunctionId => Name is null
        ? null
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Name}\n{ScriptFile}\n{EntryPoint}")))[..16];

    /// <inheritdoc/>
    public bool IsProxy { get; set; }

    /// <inheritdoc/>
    public string? Language { get; set; }

    /// <inheritdoc/>
    public bool ManagedDependencyEnabled { get; set; }

    /// <inheritdoc/>
    public string? Name { get; set; }

    /// <inheritdoc/>
    public string? EntryPoint { get; set; }

    /// <inheritdoc/>
    public IList<string>? RawBindings { get; set; }

    /// <inheritdoc/>
    public string? ScriptFile { get; set; }

    /// <inheritdoc/>
    public IRetryOptions? Retry { get; set; }
}
