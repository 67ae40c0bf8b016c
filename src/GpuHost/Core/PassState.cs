using System.Text;
using GpuHost.Core.Text;
using GpuHost.Core.Types;

namespace GpuHost.Core;

/// <summary>What a pass has learnt about the file at hand.</summary>
internal struct PassState()
{
    /// <summary>Names the encoding when the file began like UTF-16; it is then scanned as UTF-16.</summary>
    public string? Utf16;
    public Utf16View View;
    public TextProbe Probe;
    public long NewLines;
    public byte LastByte;
    public string? BinaryType;
    public Language? Language;
    private string? markup;

    /// <summary>Whether nothing that comes can make the file text any more.</summary>
    public readonly bool IsSettledBinary => BinaryType is not null || Probe.HasNul;

    /// <summary>Decides from the file's first block what can be decided at once.</summary>
    public void Begin(string path, ReadOnlySpan<byte> head)
    {
        head = head[..Math.Min(head.Length, MagicTable.HeadBytes)];
        BinaryType = MagicTable.Find(head);
        if (BinaryType is not null)
            return;
        Utf16 = Utf16Detector.Detect(head);
        View = new Utf16View(Utf16 == "utf-16be");
        Language = LanguageTable.Find(path, head);
        markup = Language is null ? Markup(head) : null;
    }

    /// <summary>The encoding once all bytes have passed; null for binary files. An empty file is ASCII text.</summary>
    public readonly string? FinalEncoding()
    {
        if (BinaryType is not null)
            return null;
        if (Utf16 is not null)
            return View.HasControls ? null : Utf16;
        return Probe.Encoding();
    }

    /// <summary>The media type of a text file: from its name, then from how it starts.</summary>
    public readonly string TextType() => Language?.MediaType ?? markup ?? "text/plain";

    private static string? Markup(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            head = head[3..];
        var start = Encoding.Latin1.GetString(head[..Math.Min(head.Length, 64)]).TrimStart();
        if (start.StartsWith("<?xml", StringComparison.Ordinal))
            return "application/xml";
        return start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase)
            || start.StartsWith("<html", StringComparison.OrdinalIgnoreCase) ? "text/html" : null;
    }
}
