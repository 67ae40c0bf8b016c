namespace GpuHost.Core.Types;

/// <summary>What a zip archive is, by the names of its first entries; the archive itself is not opened.</summary>
internal static class ZipKind
{
    private const int EntryNameOffset = 30;     // fixed part of a local file header

    public static string Find(ReadOnlySpan<byte> head)
    {
        var first = head.Length > EntryNameOffset ? head[EntryNameOffset..] : default;
        if (first.StartsWith("mimetypeapplication/epub+zip"u8))
            return "application/epub+zip";
        if (first.StartsWith("mimetypeapplication/vnd.oasis.opendocument.text"u8))
            return "application/vnd.oasis.opendocument.text";
        if (first.StartsWith("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"u8))
            return "application/vnd.oasis.opendocument.spreadsheet";
        if (first.StartsWith("META-INF/"u8))
            return "application/java-archive";
        if (head.IndexOf("[Content_Types].xml"u8) >= 0 || head.IndexOf("_rels/.rels"u8) >= 0)
            return OfficeOrPackage(head);
        if (head.IndexOf("AndroidManifest.xml"u8) >= 0)
            return "application/vnd.android.package-archive";
        return head.IndexOf("META-INF/MANIFEST.MF"u8) >= 0 ? "application/java-archive" : "application/zip";
    }

    private static string OfficeOrPackage(ReadOnlySpan<byte> head)
    {
        if (head.IndexOf("word/"u8) >= 0)
            return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        if (head.IndexOf("xl/"u8) >= 0)
            return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        if (head.IndexOf("ppt/"u8) >= 0)
            return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
        return head.IndexOf(".nuspec"u8) >= 0 ? "application/vnd.nuget.package" : "application/zip";
    }
}
