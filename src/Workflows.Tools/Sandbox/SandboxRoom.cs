namespace Workflows.Tools.Sandbox;

/// <summary>What a sandboxed program sees beside the system's programs. By default nothing.</summary>
internal sealed record SandboxRoom
{
    /// <summary>Folders to read, at their own paths.</summary>
    public IReadOnlyList<string> Readable { get; init; } = [];

    /// <summary>Folders to read and write, at their own paths.</summary>
    public IReadOnlyList<string> Writable { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether it may use the network, with what it needs to find and to trust other machines. Only for programs of ours.</summary>
    public bool Network { get; init; }

    /// <summary>Files it may have open at once.</summary>
    public int OpenFiles { get; init; } = 256;

    /// <summary>Whether the program reserves far more addresses than it uses, as Node does; then only the watchdog bounds its memory.</summary>
    public bool ReservesAddresses { get; init; }
}
