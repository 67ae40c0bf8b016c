namespace Models.LocalServer;

/// <summary>What happened, and what is installed, as files that outlive the process.</summary>
public sealed class Diary(string folder)
{
    private readonly Lock gate = new();

    private string ModelsPath => Path.Combine(folder, "models");

    private string LogPath => Path.Combine(folder, "log");

    public IReadOnlyList<string> Installed => File.Exists(ModelsPath) ? File.ReadAllLines(ModelsPath) : [];

    /// <summary>Everything written so far, by all processes.</summary>
    public IReadOnlyList<string> Lines => File.Exists(LogPath) ? File.ReadAllLines(LogPath) : [];

    public void Write(string line)
    {
        lock (gate)
            File.AppendAllText(LogPath, line + "\n");
    }

    public void Install(string model)
    {
        lock (gate)
            File.AppendAllText(ModelsPath, model + "\n");
        Write("pull " + model);
    }
}
