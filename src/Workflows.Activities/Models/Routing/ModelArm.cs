namespace Workflows.Activities.Models.Routing;

/// <summary>What was measured of a model at one kind of work. Immutable: a measurement makes a new one.</summary>
internal sealed record ModelArm(double Calls, double Answered, double Graded, double QualitySum, double SecondsSum, double UsdSum)
{
    // Models and prices change: what lies this many calls back counts about a third, so the choice follows within a day's work.
    private const double Memory = 2_000;

    public static ModelArm New { get; } = new(0, 0, 0, 0, 0, 0);

    public static ModelArm From(double[] values) => new(values[0], values[1], values[2], values[3], values[4], values[5]);

    /// <summary>Calls that were answered, of all; one failure in two is assumed of a model never asked.</summary>
    public double Availability => (Answered + 1) / (Calls + 2);

    public double Seconds => Calls > 0 ? SecondsSum / Calls : 0;

    public double Usd => Calls > 0 ? UsdSum / Calls : 0;

    public ModelArm Plus(ModelArm other) => new(
        Calls + other.Calls, Answered + other.Answered, Graded + other.Graded, QualitySum + other.QualitySum,
        SecondsSum + other.SecondsSum, UsdSum + other.UsdSum);

    public ModelArm Times(double weight) =>
        new(Calls * weight, Answered * weight, Graded * weight, QualitySum * weight, SecondsSum * weight, UsdSum * weight);

    public ModelArm WithCall(bool answered, double seconds, decimal usd)
    {
        var kept = Calls < Memory ? this : Times(1 - (1 / Memory));
        return kept.Plus(new ModelArm(1, answered ? 1 : 0, 0, 0, seconds, (double)usd));
    }

    public ModelArm WithGrade(double quality)
    {
        var kept = Graded < Memory ? this : this with { Graded = Graded * (1 - (1 / Memory)), QualitySum = QualitySum * (1 - (1 / Memory)) };
        return kept with { Graded = kept.Graded + 1, QualitySum = kept.QualitySum + quality };
    }
}
