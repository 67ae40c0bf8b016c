using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Models.TestServer;

namespace EndToEnd.Tests;

/// <summary><c>workflows dev</c> over HTTP, as a client sees it.</summary>
public sealed class DevTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public DevTests() => scratch.Write("good/A.cs", "public sealed class A;\n");

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Post_OfReview_IsAcceptedAndEndsWithTheReport()
    {
        using var dev = await DevServer.StartAsync(scratch);
        var accepted = await dev.PostAsync("/api/workflows/review", DevServer.Folder(scratch["good"]));

        Assert.Equal(HttpStatusCode.Accepted, accepted.Status);
        var id = accepted.Json.GetProperty("id").GetString()!;
        Assert.Equal(accepted.Json.GetProperty("statusQueryGetUri").GetString(), accepted.Location!.ToString());
        Assert.EndsWith(DevServer.Instance(id), accepted.Location.ToString(), StringComparison.Ordinal);
        string[] addresses = ["sendEventPostUri", "terminatePostUri", "purgeHistoryDeleteUri", "suspendPostUri", "resumePostUri"];
        Assert.All(addresses, name => Assert.StartsWith(accepted.Location.ToString(), accepted.Json.GetProperty(name).GetString(), StringComparison.Ordinal));

        var done = await dev.WaitAsync(id, "Completed");
        Assert.Equal(HttpStatusCode.OK, done.Status);
        Assert.Equal("Review", done.Json.GetProperty("name").GetString());
        Assert.Equal(1, Property(Property(done.Json.GetProperty("output"), "overview"), "files").GetInt32());
    }

    [Fact]
    public async Task Post_OfBadInput_IsRefusedReadably()
    {
        using var dev = await DevServer.StartAsync(scratch);
        (await dev.PostAsync("/api/workflows/review", "{\"folder\": ")).IsProblem(HttpStatusCode.BadRequest, "line 1");
        (await dev.PostAsync("/api/workflows/review", "[1, 2]")).IsProblem(HttpStatusCode.BadRequest, "Review");
        (await dev.PostAsync("/api/workflows/review", "{\"groupsMax\": \"many\"}")).IsProblem(HttpStatusCode.BadRequest, "groupsMax");
        (await dev.PostAsync("/api/workflows/nothing", "{}")).IsProblem(HttpStatusCode.NotFound, "nothing", "Review");
        (await dev.PostAsync("/api/workflows/review", DevServer.Folder(new string('x', 1_100_000)))).IsProblem(HttpStatusCode.RequestEntityTooLarge, "one megabyte");
        (await dev.ReviewAsync("a%2Fb", "{}")).IsProblem(HttpStatusCode.BadRequest, "'/'");
        (await dev.GetAsync("/api/workflows/review")).IsProblem(HttpStatusCode.MethodNotAllowed, "POST");
        (await dev.GetAsync("/nowhere")).IsProblem(HttpStatusCode.NotFound);
        (await dev.StatusAsync("nobody")).IsProblem(HttpStatusCode.NotFound, "nobody");
        (await dev.PostAsync(DevServer.Instance("nobody", "/terminate"))).IsProblem(HttpStatusCode.NotFound, "nobody");
        (await dev.SendAsync(HttpMethod.Delete, DevServer.Instance("nobody"))).IsProblem(HttpStatusCode.NotFound, "nobody");

        (await dev.ReviewAsync("relative", DevServer.Folder("some/where"))).IsProblem(HttpStatusCode.BadRequest, "not a full path");
        (await dev.ReviewAsync("missing", DevServer.Folder(scratch["missing"]))).IsProblem(HttpStatusCode.BadRequest, "does not exist");
        (await dev.ReviewAsync("file", DevServer.Folder(scratch["good/A.cs"]))).IsProblem(HttpStatusCode.BadRequest, "is a file");
        (await dev.StatusAsync("missing")).IsProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Steer_OfARunningReview_SuspendsResumesTerminatesAndPurges()
    {
        await using var model = await ModelServer.StartAsync(Replies.Silent());
        using var dev = await DevServer.StartAsync(scratch, Waiting(model));
        Assert.Equal(HttpStatusCode.Accepted, (await dev.ReviewAsync("steered", DevServer.Folder(scratch["good"]))).Status);
        await model.ArrivalAsync();
        var running = await dev.WaitAsync("steered", "Running");
        Assert.Equal(HttpStatusCode.Accepted, running.Status);
        Assert.NotNull(running.RetryAfter);
        (await dev.ReviewAsync("steered", "{}")).IsProblem(HttpStatusCode.Conflict, "steered", "another id");
        (await dev.SendAsync(HttpMethod.Delete, DevServer.Instance("steered"))).IsProblem(HttpStatusCode.NotFound, "not finished");

        Assert.Equal(HttpStatusCode.Accepted, (await dev.PostAsync(DevServer.Instance("steered", "/suspend?reason=lunch"))).Status);
        await dev.WaitAsync("steered", "Suspended");
        Assert.Equal(HttpStatusCode.Accepted, (await dev.PostAsync(DevServer.Instance("steered", "/resume?reason=fed"))).Status);
        await dev.WaitAsync("steered", "Running");
        Assert.Equal(HttpStatusCode.Accepted, (await dev.PostAsync(DevServer.Instance("steered", "/terminate?reason=enough"))).Status);
        Assert.Contains("enough", (await dev.WaitAsync("steered", "Terminated")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Gone, (await dev.PostAsync(DevServer.Instance("steered", "/suspend"))).Status);

        var list = (await dev.GetAsync("/runtime/webhooks/durabletask/instances?runtimeStatus=Terminated")).Json;
        Assert.Equal("steered", Assert.Single(list.EnumerateArray()).GetProperty("instanceId").GetString());
        Assert.Equal(1, (await dev.SendAsync(HttpMethod.Delete, DevServer.Instance("steered"))).Json.GetProperty("instancesDeleted").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await dev.StatusAsync("steered")).Status);
    }

    [Fact]
    public async Task Start_OnTakenPort_ExitsWithTheCureAndNoStackTrace()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        (await WorkflowsProcess.RunAsync(scratch.FullPath, "dev", "--port", $"{port}", "--hub", scratch["hub"])).Refused(5, $"Port {port}", "--port");
        taken.Stop();

        using var dev = await DevServer.StartAsync(scratch, port: port);
        Assert.Equal(port, dev.Address.Port);
        Assert.Equal(HttpStatusCode.OK, (await dev.GetAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task Stop_BySigterm_ExitsWithZeroAndTheRunGoesOnAtTheNextStart()
    {
        await using var model = await ModelServer.StartAsync(Replies.Silent());
        using (var dev = await DevServer.StartAsync(scratch, Waiting(model)))
        {
            await dev.ReviewAsync("long", DevServer.Folder(scratch["good"]));
            await model.ArrivalAsync();
            await dev.Process.SignalAsync("TERM");
            Assert.Equal(0, await dev.Process.ExitAsync());
            Assert.DoesNotContain("   at ", dev.Process.Output + dev.Process.Error, StringComparison.Ordinal);
        }

        using var again = await DevServer.StartAsync(scratch);
        Assert.Contains("unfinished", again.Process.Output + await again.Process.LineAsync("carried on"), StringComparison.Ordinal);
        await again.WaitAsync("long", "Completed");
    }

    internal static Dictionary<string, string> Waiting(ModelServer model) => new() { ["Models__Default"] = $"compatible:test@{model.Address}/v1" };

    // Durable Task writes what an orchestrator returns with the names of its properties; a client asks without regard to case.
    private static JsonElement Property(JsonElement element, string name) =>
        element.EnumerateObject().Single(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}
