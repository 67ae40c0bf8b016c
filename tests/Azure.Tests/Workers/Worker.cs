using System.Diagnostics;
using System.Text;
using Azure.Tests.Support;

namespace Azure.Tests.Workers;

/// <summary>
/// A built worker in a process of its own, started and spoken to as the Functions host does: over the channel that it opens to the host's address.
/// </summary>
internal sealed class Worker : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);        // a slow machine under load; a hang fails all the same

    private readonly StringBuilder output = new();
    private readonly HostChannel channel;
    private readonly WireFields fields;
    private readonly Process process;
    private readonly string folder;

    private Worker(string folder, string assembly, HostChannel channel)
    {
        (this.folder, this.channel, fields) = (folder, channel, new WireFields(folder));
        string[] arguments =
        [
            Path.Join(folder, assembly), "--host", channel.Address.Host, "--port", channel.Address.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "--workerId", "worker-1", "--requestId", "request-1", "--grpcMaxMessageLength", "134217728", "--functions-uri", channel.Address.ToString(),
            "--functions-worker-id", "worker-1", "--functions-request-id", "request-1", "--functions-grpc-max-message-length", "134217728",
        ];
        process = new Process
        {
            StartInfo = new ProcessStartInfo(Tool.Dotnet, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                WorkingDirectory = folder,
            },
        };
        process.StartInfo.Environment["FUNCTIONS_APPLICATION_DIRECTORY"] = folder;      // the host sets it
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    /// <summary>Starts the worker and waits until it has introduced itself and taken the host's settings.</summary>
    public static async Task<Worker> StartAsync(string folder, string assembly)
    {
        var worker = new Worker(folder, assembly, await HostChannel.OpenAsync());
        worker.process.Start();
        worker.process.BeginOutputReadLine();
        worker.process.BeginErrorReadLine();
        var start = await worker.ReceiveAsync("StartStream");
        Assert.Equal("worker-1", start.Text(worker.fields["StartStream", "WorkerId"]));
        var answer = await worker.AskAsync("WorkerInitRequest", "WorkerInitResponse", new Wire()
            .With(worker.fields["WorkerInitRequest", "HostVersion"], "4.0.0")
            .With(worker.fields["WorkerInitRequest", "FunctionAppDirectory"], folder));
        worker.AssertSucceeded(answer, "WorkerInitResponse");
        return worker;
    }

    /// <summary>The functions that the worker reports: their names, and the messages that describe them.</summary>
    public async Task<Dictionary<string, byte[]>> ListFunctionsAsync()
    {
        var answer = await AskAsync("FunctionsMetadataRequest", "FunctionMetadataResponse", new Wire().With(fields["FunctionsMetadataRequest", "FunctionAppDirectory"], folder));
        AssertSucceeded(answer, "FunctionMetadataResponse");
        return answer.All(fields["FunctionMetadataResponse", "FunctionMetadataResults"])
            .ToDictionary(function => Wire.Parse(function).Text(fields["RpcFunctionMetadata", "Name"]), StringComparer.Ordinal);
    }

    /// <summary>Loads a function and calls it with one JSON input; its result as JSON or text.</summary>
    public async Task<string> CallAsync(byte[] function, string parameter, string json)
    {
        var id = Wire.Parse(function).Text(fields["RpcFunctionMetadata", "FunctionId"]);
        var loaded = await AskAsync("FunctionLoadRequest", "FunctionLoadResponse", new Wire()
            .With(fields["FunctionLoadRequest", "FunctionId"], id).With(fields["FunctionLoadRequest", "Metadata"], function));
        AssertSucceeded(loaded, "FunctionLoadResponse");
        var called = await AskAsync("InvocationRequest", "InvocationResponse", new Wire()
            .With(fields["InvocationRequest", "InvocationId"], "call-1").With(fields["InvocationRequest", "FunctionId"], id)
            .With(fields["InvocationRequest", "TraceContext"], new Wire().With(fields["RpcTraceContext", "TraceParent"], "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
            .With(fields["InvocationRequest", "InputData"], new Wire().With(fields["ParameterBinding", "Name"], parameter)
                .With(fields["ParameterBinding", "Data"], new Wire().With(fields["TypedData", "Json"], json))));
        AssertSucceeded(called, "InvocationResponse");
        var value = called.Message(fields["InvocationResponse", "ReturnValue"]);
        return value.Has(fields["TypedData", "Json"]) ? value.Text(fields["TypedData", "Json"]) : value.Text(fields["TypedData", "String"]);
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        await channel.DisposeAsync();
        fields.Dispose();
    }

    private Task<Wire> AskAsync(string request, string response, Wire content)
    {
        channel.Send(new Wire().With(fields["StreamingMessage", "RequestId"], "request-1").With(fields["StreamingMessage", request], content).ToBytes());
        return ReceiveAsync(response);
    }

    // Logs and whatever else the worker says in between are passed over.
    private async Task<Wire> ReceiveAsync(string content)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            while (true)
            {
                var message = Wire.Parse(await channel.ReceiveAsync(patience.Token));
                if (message.Has(fields["StreamingMessage", content]))
                    return message.Message(fields["StreamingMessage", content]);
            }
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException($"The worker sent no {content}.\n{Output}", late);
        }
    }

    private void AssertSucceeded(Wire answer, string message)
    {
        var result = answer.Message(fields[message, "Result"]);
        var succeeded = result.Number(fields["StatusResult", "Status"]) == 1;
        Assert.True(succeeded, succeeded ? "" : $"{message}: {result.Message(fields["StatusResult", "Exception"]).Text(fields["RpcException", "Message"])}\n{Output}");
    }

    private string Output
    {
        get
        {
            lock (output)
                return output.ToString();
        }
    }

    private void Keep(string? line)
    {
        lock (output)
            output.AppendLine(line);
    }
}
