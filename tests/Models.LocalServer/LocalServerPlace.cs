using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Models.LocalServer;

/// <summary>A folder and a port for one stand-in server, and the settings that make it the service of a model.</summary>
public sealed class LocalServerPlace : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);        // a slow machine under load; a hang fails all the same

    public LocalServerPlace(params string[] installed)
    {
        Folder = Directory.CreateTempSubdirectory("local-server-").FullName;
        File.WriteAllLines(Path.Combine(Folder, "models"), installed);
        Diary = new Diary(Folder);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public string Folder { get; }

    public int Port { get; }

    public Diary Diary { get; }

    /// <summary>Process ids of all starts, in order.</summary>
    public IReadOnlyList<int> Starts => Ids("start ");

    public IReadOnlyList<int> Children => Ids("child ");

    public static string Program => Path.Combine(AppContext.BaseDirectory, "Models.LocalServer.dll");

    private static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>A model with this server as its service.</summary>
    public Dictionary<string, string?> Settings(string name, string more = "", params (string Name, string Value)[] settings)
    {
        var path = $"Models:Named:{name}:";
        var all = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            [path + "Provider"] = "openai-compatible",
            [path + "Model"] = name,
            [path + "Endpoint"] = $"http://127.0.0.1:{Port}/v1",
            [path + "Service:Command"] = Host,
            [path + "Service:Arguments"] = $"{Program} serve --folder {Folder} --port {Port} {more}".TrimEnd(),
            [path + "Service:StartSeconds"] = "120",
        };
        foreach (var (setting, value) in settings)
            all[path + setting] = value;
        return all;
    }

    /// <summary>Arguments of the program that fetch a model.</summary>
    public string PullArguments(string model) => $"{Program} pull {model} --folder {Folder}";

    public static bool IsAlive(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    public static async Task EndAsync(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            await found.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (ArgumentException)
        {
            return;         // it has ended
        }
    }

    /// <summary>Waits until the servers have written a line that begins so.</summary>
    public async Task LineAsync(string start)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!Diary.Lines.Any(line => line.StartsWith(start, StringComparison.Ordinal)))
            await tick.WaitForNextTickAsync(limit.Token);
    }

    public void Dispose()
    {
        foreach (var left in Starts.Concat(Children).Where(IsAlive))
            Process.GetProcessById(left).Kill();
        Directory.Delete(Folder, recursive: true);
    }

    private List<int> Ids(string kind) =>
        [.. Diary.Lines.Where(line => line.StartsWith(kind, StringComparison.Ordinal))
            .Select(line => int.Parse(line[kind.Length..], CultureInfo.InvariantCulture))];
}
