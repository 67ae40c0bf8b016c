using System.Text;
using Workflows.Contracts.Tools;

namespace Workflows.Tools.Builtin.Text;

/// <summary>Keeps what is written, and breaks off whoever writes more than is allowed.</summary>
internal sealed class BoundedWriter(int charsMax) : TextWriter
{
    private readonly StringBuilder written = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value)
    {
        Count(1);
        written.Append(value);
    }

    public override void Write(string? value)
    {
        Count(value?.Length ?? 0);
        written.Append(value);
    }

    public override void Write(char[] buffer, int index, int count)
    {
        Count(count);
        written.Append(buffer, index, count);
    }

    public override string ToString() => written.ToString();

    private void Count(int more)
    {
        if (written.Length + (long)more > charsMax)
            throw new ToolException(ToolErrorKind.InvalidArguments, $"The result has more than {charsMax} characters: ask for a part of it.");
    }
}
