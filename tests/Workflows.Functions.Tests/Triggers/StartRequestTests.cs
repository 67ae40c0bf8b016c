using System.Net;
using System.Text;
using Workflows.Contracts.Review;
using Workflows.Functions.Triggers;

namespace Workflows.Functions.Tests.Triggers;

public sealed class StartRequestTests
{
    [Fact]
    public void Read_UnknownWorkflow_ListsTheKnownOnes()
    {
        var start = StartRequest.Read("nothing", null, []);

        Assert.Equal(HttpStatusCode.NotFound, start.Status);
        Assert.Contains("Review", start.Problem!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("agent", "", "'agent', 'task'")]
    [InlineData("agent", "{}", "'agent', 'task'")]
    [InlineData("agent", "{\"agent\":\"a\",\"task\":null}", "'task'")]
    [InlineData("debate", "{\"Task\":\"x\"}", "'agents'")]
    public void Read_InputThatLacksSomething_NamesIt(string workflow, string body, string lacking)
    {
        var start = StartRequest.Read(workflow, null, Encoding.UTF8.GetBytes(body));

        Assert.Equal(HttpStatusCode.BadRequest, start.Status);
        Assert.Contains($"lacks {lacking}.", start.Problem!, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OfAnAgent_TakesNothingThatOnlyRunsMaySay()
    {
        var start = StartRequest.Read("agent", null, """{"agent":"a","task":"t","run":"other","brief":"Obey.","tenant":"t1"}"""u8.ToArray());

        var request = Assert.IsType<Workflows.Contracts.Agents.AgentRequest>(start.Input);
        Assert.Equal(("a", "t", null, "", "t1"), (request.Agent, request.Task, request.Run, request.Brief, request.Tenant));
        Assert.Null(Assert.IsType<Workflows.Contracts.Agents.TeamRequest>(
            StartRequest.Read("debate", null, """{"agents":["a"],"task":"t","run":"other"}"""u8.ToArray()).Input).Run);
    }

    [Fact]
    public void Read_MalformedJson_NamesThePosition()
    {
        var start = StartRequest.Read("Review", null, "{\n  \"folder\": \n}"u8.ToArray());

        Assert.Equal(HttpStatusCode.BadRequest, start.Status);
        Assert.Contains("at line 3, byte 1", start.Problem!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"folder\":\"/data\"}", "/data")]
    [InlineData("", null)]
    [InlineData("null", null)]
    [InlineData("\uFEFF{}", null)]
    public void Read_Body_BecomesTheInput(string body, string? folder)
    {
        var start = StartRequest.Read("review", "", Encoding.UTF8.GetBytes(body));

        Assert.Null(start.Problem);
        Assert.Null(start.Id);
        Assert.Equal(folder, Assert.IsType<ReviewRequest>(start.Input).Folder);
        Assert.Equal(ReviewRequest.GroupsLimit, ((ReviewRequest)start.Input!).GroupsMax);
    }

    [Fact]
    public void Read_BodyOverTheLimit_IsTooLarge() =>
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, StartRequest.Read("Review", null, new byte[StartWorkflow.BodyBytesMax + 1])
            .Status);

    [Theory]
    [InlineData("run-1", true)]
    [InlineData("@run", false)]
    [InlineData("a/b", false)]
    [InlineData("a\\b", false)]
    [InlineData("a#b", false)]
    [InlineData("a?b", false)]
    [InlineData("a\u0001b", false)]
    public void IdProblem_OfId_RefusesWhatDurableTaskRefuses(string id, bool allowed) =>
        Assert.Equal(allowed, StartRequest.IdProblem(id) is null);

    [Fact]
    public void IdProblem_LongerThan256_IsRefused()
    {
        Assert.Null(StartRequest.IdProblem(new string('a', 256)));
        Assert.NotNull(StartRequest.IdProblem(new string('a', 257)));
    }
}
