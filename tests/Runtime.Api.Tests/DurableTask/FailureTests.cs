using Microsoft.DurableTask;

namespace Runtime.Api.Tests.DurableTask;

public sealed class FailureTests
{
    [Fact]
    public void Fact005_TaskFailedException_Message_NamesTaskIdAndCause()
    {
        var byDetails = new TaskFailedException("Add", 3, TaskFailureDetails.FromException(new FormatException("bad")));
        var byException = new TaskFailedException("Add", 3, new FormatException("bad"));

        Assert.Equal("Task 'Add' (#3) failed with an unhandled exception: bad", byDetails.Message);
        Assert.Equal(byDetails.Message, byException.Message);
        Assert.Equal(("Add", 3), (byDetails.TaskName, byDetails.TaskId));
        Assert.True(byException.FailureDetails.IsCausedBy<FormatException>());
    }

    [Fact]
    public void Fact049And050_FromException_KeepsTypeMessageAndChain()
    {
        var details = Details(() => throw new InvalidOperationException(
            "outer", new FormatException("middle", new IOException("inner"))));

        Assert.Equal("System.InvalidOperationException", details.ErrorType);
        Assert.Equal("outer", details.ErrorMessage);
        Assert.NotNull(details.StackTrace);
        Assert.Equal("System.FormatException", details.InnerFailure!.ErrorType);
        Assert.Equal("inner", details.InnerFailure.InnerFailure!.ErrorMessage);
        Assert.Null(details.InnerFailure.InnerFailure.InnerFailure);
        Assert.Equal("System.InvalidOperationException: outer", details.ToString());
    }

    [Fact]
    public void Fact050_FromException_OfAFailedTask_KeepsTheTasksFailureBelow()
    {
        var activity = new TaskFailureDetails("Some.Remote.Error", "far away", null, null, null);
        var details = TaskFailureDetails.FromException(new TaskFailedException("Add", 0, activity));

        Assert.Equal(typeof(TaskFailedException).FullName, details.ErrorType);
        Assert.Equal(activity, details.InnerFailure);
    }

    [Fact]
    public void Fact052_IsCausedBy_BaseClass_IsTrueAndInnerIsNot()
    {
        var details = TaskFailureDetails.FromException(new DivideByZeroException("x", new TimeoutException()));

        Assert.True(details.IsCausedBy<DivideByZeroException>());
        Assert.True(details.IsCausedBy<ArithmeticException>());
        Assert.True(details.IsCausedBy<Exception>());
        Assert.False(details.IsCausedBy<TimeoutException>());
    }

    [Fact]
    public void Fact052_IsCausedBy_TypeOfThisAssembly_IsResolvedByName()
    {
        var details = new TaskFailureDetails(typeof(OwnException).FullName!, "own", null, null, null);

        Assert.True(details.IsCausedBy<OwnException>());
        Assert.True(details.IsCausedBy<IOException>());
    }

    [Fact]
    public void IsCausedBy_UnknownType_IsFalse() =>
        Assert.False(new TaskFailureDetails("Not.Here", "?", null, null, null).IsCausedBy<Exception>());

    [Fact]
    public void IsCausedBy_NoExceptionType_Throws() =>
        Assert.Throws<ArgumentException>(() => TaskFailureDetails.FromException(new FormatException()).IsCausedBy(typeof(string)));

    [Fact]
    public void Fact054_FromException_PropertiesProvider_AddsToEachLink()
    {
        var details = TaskFailureDetails.FromException(
            new FormatException("a", new TimeoutException()), error => new Dictionary<string, object?> { ["type"] = error.GetType().Name });

        Assert.Equal("FormatException", details.Properties!["type"]);
        Assert.Equal("TimeoutException", details.InnerFailure!.Properties!["type"]);
    }

    private static TaskFailureDetails Details(Action action) => TaskFailureDetails.FromException(Assert.ThrowsAny<Exception>(action));

    private sealed class OwnException : IOException;
}
