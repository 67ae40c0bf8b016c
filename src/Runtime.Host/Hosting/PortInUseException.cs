namespace Workflows.Runtime;

/// <summary>The port is taken by another process. The message says what to do; it can be shown as it is.</summary>
public sealed class PortInUseException : IOException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="address">The address asked for.</param>
    /// <param name="port">The port asked for.</param>
    /// <param name="innerException">What the socket said.</param>
    public PortInUseException(string address, int port, Exception? innerException = null)
        : base(
            $"Port {port} on {address} is in use by another process. Stop that process, or choose another port with --port <number> " +
            "(0 takes any free one).",
            innerException)
    {
        Address = address;
        Port = port;
    }

    /// <summary>The address asked for.</summary>
    public string Address { get; }

    /// <summary>The port asked for.</summary>
    public int Port { get; }
}
