using Repository.Tests.Support;

namespace Repository.Tests.Rules;

/// <summary>
/// Who may reference whom, and which packages each project may have. The arrows go one way: from a higher layer to a lower one.
/// </summary>
internal static class Layers
{
    private static readonly string[] Analyzers = ["Microsoft.CodeAnalysis.BannedApiAnalyzers"];

    private static readonly Dictionary<string, Layer> Map = new(StringComparer.Ordinal)
    {
        ["Workflows.Contracts"] = new(0, [], []),
        ["Runtime.Api"] = new(0, [], ["Azure.Core"]),                               // TokenCredential is part of its public API
        ["Workflows.Activities"] = new(1, ["Workflows.Contracts", "Runtime.Api", "Runtime.Sqlite"], [])
        {
            Packages = ["Anthropic", "Microsoft.Extensions.AI.Abstractions", "OpenAI", "YamlDotNet"],     // the providers' own clients; agents are YAML
            AzurePackages = ["Microsoft.Azure.Functions.Worker", "Microsoft.Azure.Functions.Worker.Extensions.DurableTask"],
        },
        ["Workflows.Tools"] = new(1, ["Workflows.Contracts", "Runtime.Sqlite"], [])
        {
            Packages = ["AngleSharp", "Handlebars.Net", "Markdig", "ModelContextProtocol.AspNetCore", "YamlDotNet"],
        },
        ["Runtime.Sqlite"] = new(0, [], ["SQLitePCLRaw.bundle_e_sqlite3"]),                 // one choice of the library for the process
        ["Runtime.Storage"] = new(1, ["Workflows.Contracts", "Runtime.Sqlite"], ["Azure.Core", "Azure.Storage.Blobs", "Azure.Storage.Queues", "System.IO.Hashing"]),
        ["GpuHost"] = new(2, ["Workflows.Contracts", "Runtime.Storage"], ["YamlDotNet", "System.IO.Hashing"]),        // rules are YAML; members of a zip have a CRC-32
        ["GpuHost.Service"] = new(3, ["GpuHost", "Runtime.Storage"], ["Azure.Identity"]),
        ["GpuHost.Onnx"] = new(3, ["GpuHost"], [])
        {
            Packages = ["Microsoft.ML.OnnxRuntime"],
            AzurePackages = ["Microsoft.ML.OnnxRuntime.Gpu.Linux"],
        },
        ["Runtime.Engine"] = new(1, ["Runtime.Api"], []),                                   // no SQLite: the store is a port
        ["Runtime.TaskHub"] = new(2, ["Runtime.Engine", "Runtime.Sqlite"], []),
        ["Runtime.Host"] = new(3, ["Runtime.TaskHub", "Runtime.Storage", "Runtime.Engine", "Runtime.Api"], [])
        {
            Packages = ["Microsoft.ApplicationInsights.WorkerService", "NCrontab.Signed", "OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol"],
        },
        ["Runtime.Testing"] = new(4, ["Runtime.Host", "Runtime.TaskHub", "Runtime.Storage", "Runtime.Engine", "Runtime.Api"], []),
        ["Workflows.Functions"] = new(4, ["Workflows.Activities", "Workflows.Tools", "Workflows.Contracts", "GpuHost", "Runtime.Host"], [])
        {
            AzurePackages =
            [
                "Microsoft.Azure.Functions.Worker", "Microsoft.Azure.Functions.Worker.Sdk",
                "Microsoft.Azure.Functions.Worker.Extensions.DurableTask", "Microsoft.Azure.Functions.Worker.Extensions.DurableTask.AzureManaged",
                "Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore", "Microsoft.Azure.Functions.Worker.Extensions.Timer",
                "Microsoft.Azure.Functions.Worker.Extensions.Storage.Blobs", "Microsoft.Azure.Functions.Worker.Extensions.Storage.Queues",
                "Microsoft.DurableTask.Client", "Azure.Data.Tables", "Azure.Identity", "Microsoft.ApplicationInsights.WorkerService",
            ],
        },
        ["Workflows.Cli"] = new(5, ["Workflows.Functions", "Runtime.Testing"], ["Spectre.Console", "System.CommandLine"]),
    };

    // Runtime projects that stand in for no package: blobs and queues are needed wherever the file-processing core runs.
    private static readonly string[] OnEveryHost = ["Runtime.Storage", "Runtime.Sqlite"];

    /// <summary>The projects that src must have.</summary>
    public static IEnumerable<string> Names => Map.Keys;

    public static IEnumerable<string> Find(ProjectFile project)
    {
        if (!Map.TryGetValue(project.Name, out var layer))
            return [$"{project.Path} is in no layer: add it to the table of layers."];
        return References(project, layer).Concat(Packages(project, layer));
    }

    private static IEnumerable<string> References(ProjectFile project, Layer layer)
    {
        foreach (var reference in project.Projects)
        {
            if (!layer.Projects.Contains(reference.Name))
                yield return $"{project.Path} must not reference {reference.Name}.";
            else if (Map[reference.Name].Height >= layer.Height)
                yield return $"{project.Path} references {reference.Name}, which is not in a lower layer.";
            if (reference.Host == HostCondition.Unknown)
                yield return $"{project.Path} references {reference.Name} under a condition other than the two of WorkflowsHost.";
        }
    }

    private static IEnumerable<string> Packages(ProjectFile project, Layer layer)
    {
        foreach (var package in project.Packages.Where(package => !Analyzers.Contains(package.Name)))
        {
            var allowed = package.Host == HostCondition.Azure ? layer.AzurePackages : layer.Packages;
            if (!allowed.Contains(package.Name))
                yield return $"{project.Path} must not have the package {package.Name} ({package.Host}).";
        }
    }

    /// <summary>With WorkflowsHost=Azure the packages supply the types, so nothing that the app reaches may be a Runtime project in their place.</summary>
    public static IEnumerable<string> FindRuntimeOnAzure(IReadOnlyList<ProjectFile> projects, string start)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<string>([start]);
        while (next.TryPop(out var name))
        {
            if (!seen.Add(name) || projects.FirstOrDefault(project => project.Name == name) is not { } project)
                continue;
            foreach (var reference in project.Projects.Where(reference => reference.Host != HostCondition.Local))
            {
                next.Push(reference.Name);
                if (reference.Name.StartsWith("Runtime.", StringComparison.Ordinal) && !OnEveryHost.Contains(reference.Name))
                    yield return $"{project.Path} references {reference.Name} with WorkflowsHost=Azure too.";
            }
        }
    }

    private sealed record Layer(int Height, string[] Projects, string[] Packages)
    {
        public string[] AzurePackages { get; init; } = [];
    }
}
