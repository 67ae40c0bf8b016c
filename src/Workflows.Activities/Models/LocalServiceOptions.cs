namespace Workflows.Activities.Models;

/// <summary>A model's server on this machine, as a user configured it; only with openai-compatible.</summary>
public sealed class LocalServiceOptions
{
    /// <summary>The program, as ollama, llama-server or vllm; null when the server is none of ours.</summary>
    public string? Command { get; set; }

    /// <summary>Its arguments, with spaces between, as "serve" or "-m model.gguf --port 8080".</summary>
    public string? Arguments { get; set; }

    /// <summary>Arguments of the program that fetch the model, as "pull llama3:8b"; null when it cannot fetch.</summary>
    public string? PullArguments { get; set; }

    /// <summary>MiB it takes while it runs; 4,096 unless set.</summary>
    public int? MemoryMb { get; set; }

    /// <summary>Seconds after its last answer until it is stopped; 600 unless set.</summary>
    public int? IdleSeconds { get; set; }

    /// <summary>Seconds it may take until it is ready; 180 unless set.</summary>
    public int? StartSeconds { get; set; }
}
