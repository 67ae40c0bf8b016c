namespace Workflows.Activities.Models.Services;

/// <summary>How a model's local service is run: Ollama, llama.cpp, vLLM, or whatever speaks OpenAI's protocol.</summary>
internal sealed record ServiceSettings(string Command, IReadOnlyList<string> Arguments)
{
    /// <summary>What two models have in common that are served by one program.</summary>
    public string Identity(Uri? endpoint) => string.Join('\n', [Command, .. Arguments, endpoint?.Authority ?? ""]);

    /// <summary>Arguments of <see cref="Command"/> that fetch the model; empty when it cannot fetch.</summary>
    public IReadOnlyList<string> PullArguments { get; init; } = [];

    /// <summary>MiB it takes while it runs; services share <c>Models:ServiceMemoryMb</c>.</summary>
    public int MemoryMb { get; init; } = 4096;

    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long loading weights may take.</summary>
    public TimeSpan StartLimit { get; init; } = TimeSpan.FromMinutes(3);
}
