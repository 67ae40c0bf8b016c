using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using Microsoft.Extensions.DependencyInjection;

namespace Runtime.Api.Tests.DurableTask.Entities;

public sealed class TaskEntityTests
{
    private readonly FakeState state = new();

    [Theory]
    [InlineData("Add", "5", "5")]
    [InlineData("ADD", "5", "5")]
    [InlineData("AddAsync", "5", "5")]
    [InlineData("AddValueTask", "5", "5")]
    [InlineData("AddOrTen", null, "10")]
    [InlineData("AddOrTen", "3", "3")]
    public async Task Fact090And095And108_Operation_EveryShape_ChangesAndReturns(string operation, string? input, string expected)
    {
        Assert.Equal(expected, $"{await RunAsync(new Counter(), operation, input)}");
        Assert.Equal(expected, state.Json);
    }

    [Theory]
    [InlineData("Reset")]
    [InlineData("ResetAsync")]
    [InlineData("ResetValueTask")]
    public async Task Fact108_Operation_WithoutResult_ReturnsNull(string operation)
    {
        state.Json = "4";

        Assert.Null(await RunAsync(new Counter(), operation));
        Assert.Equal("0", state.Json);
    }

    [Fact]
    public async Task Fact108_Operation_ContextBesideInput_IsGiven() =>
        Assert.Equal("@counter@a/Describe/7", await RunAsync(new Counter(), "describe", "7"));

    [Fact]
    public async Task Fact092_Operation_Throws_LeavesTheStateAndThrowsTheSame()
    {
        state.Json = "4";

        await Assert.ThrowsAsync<FormatException>(() => RunAsync(new Counter(), "Fail"));
        Assert.Equal("4", state.Json);
    }

    [Fact]
    public async Task Fact093_Delete_NotDeclared_ClearsAndInitialisesAgain()
    {
        state.Json = "4";
        await RunAsync(new Counter(), "DELETE");
        Assert.Null(state.Json);

        Assert.Equal(1, await RunAsync(new Counter(), "Add", "1"));
    }

    [Fact]
    public async Task Fact094_Operation_SetsStateToNull_Deletes()
    {
        await RunAsync(new Notes(), "Write", "\"x\"");
        Assert.Equal("""{"Text":"startx"}""", state.Json);

        await RunAsync(new Notes(), "Clear");
        Assert.Null(state.Json);
    }

    [Fact]
    public async Task Fact095_UnknownOperation_NotSupported()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => RunAsync(new Counter(), "Nothing"));
        await Assert.ThrowsAsync<NotSupportedException>(() => RunAsync(new Counter(), "ToString"));
        await Assert.ThrowsAsync<NotSupportedException>(() => RunAsync(new Counter(), "RunAsync"));
    }

    [Fact]
    public async Task Fact095_MissingInput_IsInvalid() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(new Counter(), "Add"));

    [Fact]
    public async Task Fact096_TwoOverloads_AreAmbiguous() =>
        await Assert.ThrowsAsync<AmbiguousMatchException>(() => RunAsync(new Counter(), "Twice", "1"));

    [Fact]
    public async Task Fact097_StateDispatch_OffByDefault_OnWhenAllowed()
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => RunAsync(new Notes(), "Append", "\"x\""));
        Assert.Equal("startx", await RunAsync(new OpenNotes(), "append", "\"x\""));
        Assert.Equal("""{"Text":"startx"}""", state.Json);
    }

    [Fact]
    public async Task InitializeState_NoConstructor_SaysSo() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(new Worded(), "Any"));

    [Fact]
    public async Task Dispatcher_EntityStateOrFunction_Runs()
    {
        var services = new ServiceCollection().BuildServiceProvider();
        var dispatcher = new TaskEntityDispatcher(new FakeOperation(state, "Add", "2"), services);
        await dispatcher.DispatchAsync<Counter>();
        Assert.Equal(2, dispatcher.Result);
        await dispatcher.DispatchAsync(new Counter());
        Assert.Equal(4, dispatcher.Result);
        await dispatcher.DispatchAsync(operation => ValueTask.FromResult<object?>(operation.Name));
        Assert.Equal("Add", dispatcher.Result);

        state.Json = null;
        dispatcher = new TaskEntityDispatcher(new FakeOperation(state, "Append", "\"y\""), services);
        await dispatcher.DispatchAsync<Note>();
        Assert.Equal("y", dispatcher.Result);
    }

    [Fact]
    public void SignalOptions_FromATime_CarryIt()
    {
        SignalEntityOptions options = DateTimeOffset.UnixEpoch;

        Assert.Equal(DateTimeOffset.UnixEpoch, options.SignalTime);
    }

    private async Task<object?> RunAsync(ITaskEntity entity, string operation, string? input = null) =>
        await entity.RunAsync(new FakeOperation(state, operation, input));

    [SuppressMessage("Performance", "CA1822", Justification = "Operations are instance methods.")]
    private sealed class Counter : TaskEntity<int>
    {
        public int Add(int by) => State += by;

        public async Task<int> AddAsync(int by)
        {
            await Task.Yield();
            return State += by;
        }

        public async ValueTask<int> AddValueTask(int by)
        {
            await Task.Yield();
            return State += by;
        }

        public int AddOrTen(int by = 10) => State += by;

        public void Reset() => State = 0;

        public async Task ResetAsync()
        {
            await Task.Yield();
            State = 0;
        }

        public async ValueTask ResetValueTask()
        {
            await Task.Yield();
            State = 0;
        }

        public string Describe(TaskEntityContext context, int input, TaskEntityOperation operation) =>
            $"{context.Id}/Describe/{(operation.HasInput ? input : -1)}";

        public void Fail()
        {
            State = 99;
            throw new FormatException();
        }

        public int Twice(int input) => input;

        public int Twice(string input) => input.Length;
    }

    private sealed class Note
    {
        public string Text { get; set; } = "";

        public string Append(string more) => Text += more;
    }

    private sealed class Notes : TaskEntity<Note?>
    {
        public void Write(string more) => State!.Text += more;

        public void Clear() => State = null;

        protected override Note InitializeState(TaskEntityOperation entityOperation) => new() { Text = "start" };
    }

    private sealed class OpenNotes : TaskEntity<Note>
    {
        protected override bool AllowStateDispatch => true;

        protected override Note InitializeState(TaskEntityOperation entityOperation) => new() { Text = "start" };
    }

    private sealed class Worded : TaskEntity<string>
    {
        public string Any() => State;
    }
}
