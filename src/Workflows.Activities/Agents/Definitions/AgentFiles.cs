using Workflows.Contracts.Agents;

namespace Workflows.Activities.Agents.Definitions;

/// <summary>The agents of one or more folders, read whole.</summary>
/// <param name="Agents">By name.</param>
/// <param name="Errors">Everything that is wrong, each with file and line.</param>
internal sealed record AgentFiles(IReadOnlyDictionary<string, AgentDefinition> Agents, IReadOnlyList<string> Errors)
{
    private const int FilesMax = 1_000;         // a folder with more is not one of agents
    private const long BytesMax = 256 * 1024;

    /// <summary>Reads folders; an agent of a later folder takes the place of one of the same name in an earlier one.</summary>
    /// <param name="folders">The folders.</param>
    /// <param name="known">What the files may name; null does not look.</param>
    public static AgentFiles Read(IEnumerable<string> folders, KnownNames? known = null)
    {
        var agents = new Dictionary<string, AgentDefinition>(StringComparer.Ordinal);
        var errors = new List<string>();
        foreach (var folder in folders)
            ReadFolder(folder, known, agents, errors);
        return new AgentFiles(agents, errors);
    }

    /// <summary>Changes when a file comes, goes or is written.</summary>
    public static string StampOf(IEnumerable<string> folders) => string.Join('\n', folders.SelectMany(FilesIn)
        .Select(file => $"{file.FullName} {file.Length} {file.LastWriteTimeUtc.Ticks}"));

    private static void ReadFolder(string folder, KnownNames? known, Dictionary<string, AgentDefinition> agents, List<string> errors)
    {
        if (!Directory.Exists(folder))
        {
            errors.Add($"Agents:Folder names '{folder}', which is no folder: correct it, or make the folder.");
            return;
        }

        var here = new Dictionary<string, string>(StringComparer.Ordinal);
        var files = FilesIn(folder);
        if (files.Count > FilesMax)
            errors.Add($"'{folder}' holds more than {FilesMax} agents: name the folder that holds only yours.");
        foreach (var file in files.Take(FilesMax))
        {
            if (ReadFile(file, known, errors) is not { } agent)
                continue;
            if (!here.TryAdd(agent.Name, file.Name))
                errors.Add($"{file.Name}(1): the agent '{agent.Name}' is also defined in {here[agent.Name]}: give one of them another name.");
            else
                agents[agent.Name] = agent;
        }
    }

    private static AgentDefinition? ReadFile(FileInfo file, KnownNames? known, List<string> errors)
    {
        var problems = new YamlErrors(file.Name);
        AgentDefinition? agent = null;
        try
        {
            if (file.Length > BytesMax)
                problems.Add(1, $"The file has {file.Length} bytes; an agent has at most {BytesMax}.");
            else
                agent = AgentReader.Read(File.ReadAllText(file.FullName), problems, known);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            problems.Add(1, $"The file cannot be read: {error.Message}");
        }

        errors.AddRange(problems.All);
        return agent;
    }

    private static List<FileInfo> FilesIn(string folder) => !Directory.Exists(folder) ? [] :
        [.. new DirectoryInfo(folder).EnumerateFiles("*.yaml").OrderBy(file => file.Name, StringComparer.Ordinal)];
}
