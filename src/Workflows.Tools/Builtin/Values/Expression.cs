using System.Globalization;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Values;

/// <summary>Reads and evaluates arithmetic in one pass. There is nothing to call but the functions below.</summary>
internal ref struct Expression
{
    private const int CharsMax = 4_000;
    private const int DepthMax = 100;

    private readonly ReadOnlySpan<char> text;
    private readonly Dictionary<string, double> values;
    private int at;
    private int depth;

    private Expression(ReadOnlySpan<char> text, Dictionary<string, double> values)
    {
        this.text = text;
        this.values = values;
    }

    /// <exception cref="ToolException">It is no expression, or has no finite value.</exception>
    public static double Evaluate(string text, Dictionary<string, double> values)
    {
        if (text.Length > CharsMax)
            throw Wrong($"An expression has at most {CharsMax} characters.");
        var reader = new Expression(text, values);
        var result = reader.Sum();
        reader.Skip();
        if (reader.at < text.Length)
            throw Wrong($"'{text[reader.at]}' at {reader.at + 1} does not belong there.");
        return double.IsFinite(result) ? result : throw Wrong("The expression has no finite value: it divides by zero, or overflows.");
    }

    private double Sum()
    {
        var left = Product();
        while (Take("+-") is { } sign)
            left = sign == '+' ? left + Product() : left - Product();
        return left;
    }

    private double Product()
    {
        var left = Signed();
        while (Take("*/%") is { } sign)
        {
            var right = Signed();
            left = sign switch { '*' => left * right, '/' => left / right, _ => left % right };
        }
        return left;
    }

    /// <summary>The sign binds weaker than the power: -2^2 is -4.</summary>
    private double Signed()
    {
        if (++depth > DepthMax)
            throw Wrong($"The expression is nested deeper than {DepthMax}.");
        var value = Take("+-") switch { '-' => -Signed(), '+' => Signed(), _ => Power() };
        depth--;
        return value;
    }

    private double Power()
    {
        var left = Atom();
        return Take("^") is null ? left : Math.Pow(left, Signed());
    }

    private double Atom()
    {
        Skip();
        if (Take("(") is not null)
        {
            var inside = Sum();
            Expect(')');
            return inside;
        }
        if (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
            return Number();
        return at < text.Length && (char.IsLetter(text[at]) || text[at] == '_') ? Name() : throw Wrong($"A value is missing at {at + 1}.");
    }

    private double Number()
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] is '.' || IsExponent(start)))
            at++;
        return double.TryParse(text[start..at], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Wrong($"'{text[start..at]}' is no number.");
    }

    private readonly bool IsExponent(int start) =>
        (text[at] is 'e' or 'E' && at > start && at + 1 < text.Length && (char.IsAsciiDigit(text[at + 1]) || text[at + 1] is '+' or '-'))
        || (text[at] is '+' or '-' && text[at - 1] is 'e' or 'E');

    private double Name()
    {
        var start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
            at++;
        var name = text[start..at].ToString();
        if (Take("(") is not null)
            return Call(name);
        if (values.TryGetValue(name, out var value))
            return value;
        return name switch { "pi" => Math.PI, "e" => Math.E, _ => throw Wrong($"'{name}' has no value.") };
    }

    private double Call(string name)
    {
        var given = new List<double>();
        do
            given.Add(Sum());
        while (Take(",") is not null);
        Expect(')');
        return (name, given) switch
        {
            ("abs", [var x]) => Math.Abs(x),
            ("ceil", [var x]) => Math.Ceiling(x),
            ("floor", [var x]) => Math.Floor(x),
            ("round", [var x]) => Math.Round(x, MidpointRounding.AwayFromZero),
            ("round", [var x, >= 0 and <= 15 and var digits]) => Math.Round(x, (int)digits, MidpointRounding.AwayFromZero),
            ("sqrt", [var x]) => Math.Sqrt(x),
            ("exp", [var x]) => Math.Exp(x),
            ("ln", [var x]) => Math.Log(x),
            ("log10", [var x]) => Math.Log10(x),
            ("sin", [var x]) => Math.Sin(x),
            ("cos", [var x]) => Math.Cos(x),
            ("tan", [var x]) => Math.Tan(x),
            ("min", _) => given.Min(),
            ("max", _) => given.Max(),
            ("sum", _) => given.Sum(),
            ("avg", _) => given.Average(),
            _ => throw Wrong($"There is no function '{name}' of {given.Count} values."),
        };
    }

    private char? Take(string any)
    {
        Skip();
        return at < text.Length && any.Contains(text[at], StringComparison.Ordinal) ? text[at++] : null;
    }

    private void Expect(char wanted)
    {
        Skip();
        if (at >= text.Length || text[at] != wanted)
            throw Wrong($"'{wanted}' is missing at {at + 1}.");
        at++;
    }

    private void Skip()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
    }

    private static ToolException Wrong(string message) => new(ToolErrorKind.InvalidArguments, message);
}
