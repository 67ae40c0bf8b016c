using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Workflows.Storage.Azurite;

/// <summary>Sees to it that something answers for <c>UseDevelopmentStorage=true</c>.</summary>
internal static class DevelopmentStorage
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(2);

    /// <summary>Whether a setting asks for it.</summary>
    public static bool IsMeant(string setting) =>
        setting.Split(';').Any(part => part.Replace(" ", "", StringComparison.Ordinal).Equals("UseDevelopmentStorage=true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Starts Azurite when nothing listens on the ports.</summary>
    /// <returns>The process; null when something listens already.</returns>
    /// <exception cref="StorageException">It cannot be started, or something else has one of the ports.</exception>
    public static async Task<AzuriteProcess?> EnsureAsync(string package, string data, AzuritePorts ports, ILogger log, CancellationToken cancellationToken)
    {
        var (blobs, queues) = (await ListensAsync(ports.Blobs, cancellationToken), await ListensAsync(ports.Queues, cancellationToken));
        if (blobs && queues)
            return null;
        if (blobs || queues)
        {
            var (taken, free) = blobs ? (ports.Blobs, ports.Queues) : (ports.Queues, ports.Blobs);
            throw new StorageException(
                StorageProblem.Settings, $"Something listens on port {taken} and nothing on port {free}: Azurite runs in part, or another program has its port. Stop that program, or start Azurite whole.");
        }

        return await AzuriteProcess.StartAsync(package, data, ports, log, cancellationToken);
    }

    private static async Task<bool> ListensAsync(int port, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerMax);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
