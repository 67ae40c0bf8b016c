using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Runtime.Bench;

/// <summary>
/// Loads a server on the loopback over keep-alive connections, one request at a time on each. A thread goes round its connections, takes in the answer of
/// one and sends its next request: two system calls a request and nothing else, because it shares the processors with the server. An answer that came
/// early is seen when its turn comes, so that latencies are rather too long than too short.
/// </summary>
internal sealed class LoadClient(Uri address, int connections, int threads)
{
    private const int AnswerBytesMax = 64 * 1024;

    /// <summary>Sends requests until so many were answered.</summary>
    /// <param name="request">The bytes of the nth request.</param>
    /// <param name="n">How many.</param>
    /// <param name="status">The status that every answer must have.</param>
    /// <returns>Each request's latency in milliseconds, sorted, and the seconds it took.</returns>
    public (double[] Latencies, double Seconds) Run(Func<int, byte[]> request, int n, int status)
    {
        var latencies = new double[n];
        var next = -1;
        Exception? failure = null;
        var watch = Stopwatch.StartNew();
        var workers = Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            try
            {
                Work(request, status, connections / threads, () => Interlocked.Increment(ref next), latencies);
            }
            catch (Exception error)
            {
                Volatile.Write(ref failure, error);
            }
        })).ToList();
        workers.ForEach(worker => worker.Start());
        workers.ForEach(worker => worker.Join());
        var seconds = watch.Elapsed.TotalSeconds;
        if (failure is not null)
            throw new InvalidOperationException("The load failed.", failure);
        Array.Sort(latencies);
        return (latencies, seconds);
    }

    /// <summary>Opens connections that say nothing.</summary>
    public List<Socket> OpenIdle() => [.. Enumerable.Range(0, connections).Select(_ => Connect())];

    /// <summary>One request on a connection, and its whole answer.</summary>
    public static void Ask(Socket socket, byte[] request, int status)
    {
        socket.Send(request);
        Receive(socket, new byte[AnswerBytesMax], status);
    }

    public static byte[] Request(string method, string path, string body = "")
    {
        var length = body.Length > 0 ? $"Content-Type: application/json\r\nContent-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}\r\n" : "";
        return Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{length}\r\n{body}");
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(new IPEndPoint(IPAddress.Loopback, address.Port));
        return socket;
    }

    private void Work(Func<int, byte[]> request, int status, int mine, Func<int> take, double[] latencies)
    {
        var sockets = Enumerable.Range(0, mine).Select(_ => Connect()).ToArray();
        var asked = new (int Index, long At)[mine];
        var buffer = new byte[AnswerBytesMax];
        var open = 0;
        for (var i = 0; i < mine; i++)
            open += Send(i) ? 1 : 0;
        for (var i = 0; open > 0; i = (i + 1) % mine)
        {
            if (asked[i].At == 0)
                continue;
            Receive(sockets[i], buffer, status);
            latencies[asked[i].Index] = Stopwatch.GetElapsedTime(asked[i].At).TotalMilliseconds;
            open -= Send(i) ? 0 : 1;
        }

        foreach (var socket in sockets)
            socket.Dispose();

        bool Send(int i)
        {
            var index = take();
            asked[i] = index < latencies.Length ? (index, Stopwatch.GetTimestamp()) : default;
            if (asked[i].At == 0)
                return false;
            sockets[i].Send(request(index));
            return true;
        }
    }

    private static void Receive(Socket socket, byte[] buffer, int status)
    {
        var got = 0;
        do
        {
            var more = socket.Receive(buffer, got, buffer.Length - got, SocketFlags.None);
            if (more == 0)
                throw new IOException("The server closed the connection: " + Encoding.ASCII.GetString(buffer, 0, got));
            got += more;
        }
        while (!IsWhole(buffer.AsSpan(0, got)));
        var found = int.Parse(buffer.AsSpan(9, 3), CultureInfo.InvariantCulture);
        if (found != status)
            throw new InvalidDataException(Encoding.UTF8.GetString(buffer, 0, got));
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return false;
        var field = answer[..end].IndexOf("Content-Length: "u8);
        if (field < 0)
            return answer.EndsWith("0\r\n\r\n"u8);
        var digits = answer[(field + "Content-Length: ".Length)..];
        digits = digits[..digits.IndexOf((byte)'\r')];
        return answer.Length >= end + 4 + int.Parse(digits, CultureInfo.InvariantCulture);
    }
}
