using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Workflows.Contracts.Agents;

namespace Workflows.Activities.Agents.Definitions;

/// <summary>
/// The agents as their files define them now. An edited file is a new version from the next question on; one that is wrong is refused with its
/// errors in the log, and the version before it stays. Safe to use from many threads.
/// </summary>
public sealed partial class AgentCatalog
{
    private readonly Lock gate = new();
    private readonly IReadOnlyList<string> folders;
    private readonly ILogger<AgentCatalog> logger;
    private readonly Lazy<KnownNames?> known;
    private string stamp = "";
    private IReadOnlyDictionary<string, AgentDefinition> agents = new Dictionary<string, AgentDefinition>();

    /// <summary>Reads nothing yet.</summary>
    /// <param name="options">The folders.</param>
    /// <param name="logger">Told of versions that were refused.</param>
    /// <param name="services">Know the models and tools that agents may name.</param>
    public AgentCatalog(IOptions<AgentFilesOptions> options, ILogger<AgentCatalog> logger, IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(options);
        (folders, this.logger, known) = (options.Value.Folders, logger, new Lazy<KnownNames?>(() => AgentFilesValidator.Known(services)));
    }

    /// <summary>All agents, in ordinal order of name.</summary>
    public IReadOnlyList<AgentDefinition> All => [.. Current().Values.OrderBy(agent => agent.Name, StringComparer.Ordinal)];

    /// <summary>The agent as it is defined now.</summary>
    /// <param name="name">Its name, exactly.</param>
    /// <returns>The definition; null when there is none of that name.</returns>
    public AgentDefinition? Find(string name) => Current().GetValueOrDefault(name);

    private IReadOnlyDictionary<string, AgentDefinition> Current()
    {
        lock (gate)
        {
            var now = AgentFiles.StampOf(folders);
            if (now == stamp)
                return agents;
            stamp = now;
            var read = AgentFiles.Read(folders, known.Value);
            if (read.Errors.Count > 0)
                LogRefused(string.Join(Environment.NewLine, read.Errors));
            if (read.Errors.Count == 0 || agents.Count == 0)
                agents = read.Agents;
            return agents;
        }
    }

    [LoggerMessage(4201, LogLevel.Error, "Edited agents are not taken, the versions before stay: {Errors}")]
    private partial void LogRefused(string errors);
}
