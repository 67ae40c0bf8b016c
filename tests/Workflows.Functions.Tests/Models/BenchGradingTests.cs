using Workflows.Contracts.Models.Bench;
using Workflows.Functions.Models.Bench;

namespace Workflows.Functions.Tests.Models;

public sealed class BenchGradingTests
{
    [Theory]
    [InlineData("It opens at ELEVEN  o'clock.", "eleven|11", 1)]
    [InlineData("At 11.", "eleven|11", 1)]
    [InlineData("At nine.", "eleven|11", 0)]
    public void Grade_Contains_TakesAnyAlternative(string answer, string wanted, double grade) =>
        Assert.Equal(grade, BenchGrading.Grade(answer, new BenchExpectation { Contains = [wanted] }));

    [Fact]
    public void Grade_SomeOfWhatIsAsked_IsTheirShare() =>
        Assert.Equal(0.5, BenchGrading.Grade("Alpha, beta.", new BenchExpectation { Contains = ["alpha", "beta", "gamma", "delta"] }));

    [Fact]
    public void Grade_WhatMustNotBeThere_IsNothing() =>
        Assert.Equal(0, BenchGrading.Grade("a, b", new BenchExpectation { Contains = ["a"], Lacks = ["b"] }));

    [Theory]
    [InlineData(" **green.** ", 1)]
    [InlineData("It is green.", 0)]
    public void Grade_Exactly_IsTheWholeAnswer(string answer, double grade) =>
        Assert.Equal(grade, BenchGrading.Grade(answer, new BenchExpectation { Exactly = "GREEN" }));

    [Theory]
    [InlineData("""{"count":12.0,"colour":"Blue"}""", 1)]
    [InlineData("""{"count":"12","colour":"red"}""", 0.5)]
    [InlineData("""["count"]""", 0)]
    [InlineData("twelve", 0)]
    public void Grade_Properties_AreComparedAsNumbersOrText(string answer, double grade) =>
        Assert.Equal(grade, BenchGrading.Grade(
            answer, new BenchExpectation { Properties = new Dictionary<string, string> { ["count"] = "12", ["colour"] = "blue" } }));

    [Fact]
    public void Read_ShippedTasks_AreOfFiveKindsAndGradable()
    {
        Assert.Equal(24, BenchTasks.Shipped.Count);
        Assert.Equal(["classify", "extract", "find", "follow", "reason"], BenchTasks.Shipped.Select(task => task.Kind).Distinct().Order(StringComparer.Ordinal));
        Assert.All(BenchTasks.Shipped, task => Assert.True(BenchGrading.Grade("I do not know.", task.Expect) < 1, task.Id));
    }

    [Fact]
    public void Read_WrongTasks_NamesEveryError()
    {
        const string json = """
            [{"id":"a","kind":"x","question":"?","expect":{}},{"id":"a","kind":"x","question":"?","expect":{"exactly":"y"}},{"id":"","kind":"x","question":"?","expect":{"exactly":"y"}}]
            """;

        var error = Assert.Throws<InvalidDataException>(() => BenchTasks.Read(json));

        Assert.Contains("Task a expects nothing", error.Message, StringComparison.Ordinal);
        Assert.Contains("Task 3 needs", error.Message, StringComparison.Ordinal);
        Assert.Contains("Two tasks have the id a", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("[]")]
    [InlineData("""[{"id":"a","colour":"x"}]""")]
    public void Read_NoTasks_IsInvalid(string json) => Assert.Throws<InvalidDataException>(() => BenchTasks.Read(json));
}
