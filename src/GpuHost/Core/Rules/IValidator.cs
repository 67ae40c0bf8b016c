namespace GpuHost.Core.Rules;

/// <summary>Judges by computation whether text that has a rule's form is what the rule looks for.</summary>
internal interface IValidator
{
    /// <summary>Whether a match counts.</summary>
    /// <param name="text">The text from the match's first byte on; it goes on behind the match as far as memory holds it.</param>
    /// <param name="length">Bytes of the match.</param>
    bool IsValid(ReadOnlySpan<byte> text, int length);
}
