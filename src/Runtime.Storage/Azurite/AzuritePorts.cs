namespace Workflows.Storage.Azurite;

/// <summary>Where Azurite listens on this machine. 0 takes a free port.</summary>
internal sealed record AzuritePorts(int Blobs, int Queues, int Tables)
{
    /// <summary>The ports that <c>UseDevelopmentStorage=true</c> stands for.</summary>
    public static readonly AzuritePorts WellKnown = new(10_000, 10_001, 10_002);

    public static readonly AzuritePorts Free = new(0, 0, 0);
}
