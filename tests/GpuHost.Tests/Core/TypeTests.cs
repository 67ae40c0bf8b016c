using System.IO.Compression;
using System.Text;

namespace GpuHost.Tests.Core;

public sealed class TypeTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("image/png", "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR")]
    [InlineData("image/jpeg", "\u00ff\u00d8\u00ff\u00e0\0\u0010JFIF")]
    [InlineData("image/gif", "GIF89a\u0001\0\u0001\0")]
    [InlineData("image/webp", "RIFF\u0024\0\0\0WEBPVP8 ")]
    [InlineData("audio/wav", "RIFF\u0024\0\0\0WAVEfmt ")]
    [InlineData("application/pdf", "%PDF-1.7\nsome text")]
    [InlineData("application/zip", "PK\u0003\u0004\u0014\0\0\0")]
    [InlineData("application/gzip", "\u001f\u008b\u0008\0")]
    [InlineData("application/x-xz", "\u00fd7zXZ\0\0")]
    [InlineData("application/x-7z-compressed", "7z\u00bc\u00af\u0027\u001c\0")]
    [InlineData("application/zstd", "\u0028\u00b5\u002f\u00fd\0")]
    [InlineData("application/x-bzip2", "BZh91AY&SY\0\0")]
    [InlineData("application/x-elf", "\u007fELF\u0002\u0001")]
    [InlineData("application/x-mach-binary", "\u00cf\u00fa\u00ed\u00fe\0")]
    [InlineData("application/x-mach-binary", "\u00ca\u00fe\u00ba\u00be\0\0\0\u0002")]
    [InlineData("application/java-vm", "\u00ca\u00fe\u00ba\u00be\0\0\0\u0041")]
    [InlineData("application/wasm", "\0asm\u0001\0\0\0")]
    [InlineData("font/woff", "wOFF\0\u0001")]
    [InlineData("font/woff2", "wOF2\0\u0001")]
    [InlineData("font/ttf", "\0\u0001\0\0\0\u0012")]
    [InlineData("application/vnd.sqlite3", "SQLite format 3\0\u0010")]
    [InlineData("audio/mpeg", "ID3\u0004\0")]
    [InlineData("audio/mpeg", "\u00ff\u00fb\u0090\u0064\0")]
    [InlineData("video/mp4", "\0\0\0\u0018ftypmp42")]
    [InlineData("audio/ogg", "OggS\0\u0002")]
    [InlineData("audio/flac", "fLaC\0\0")]
    [InlineData("image/x-icon", "\0\0\u0001\0\u0001\0")]
    [InlineData("application/x-git-pack", "PACK\0\0\0\u0002")]
    [InlineData("application/octet-stream", "\0\u0001\u0002unknown")]
    public void Process_Magic_NamesTheType(string type, string latin1)
    {
        var record = folder.Process("file.dat", Encoding.Latin1.GetBytes(latin1));
        Assert.Equal((type, false), (record.Type, record.IsText));
    }

    [Fact]
    public void Process_Tar_IsKnownByItsHeader()
    {
        var bytes = new byte[512];
        Encoding.ASCII.GetBytes("name").CopyTo(bytes, 0);
        Encoding.ASCII.GetBytes("ustar").CopyTo(bytes, 257);
        Assert.Equal("application/x-tar", folder.Process("a", bytes).Type);
    }

    [Fact]
    public void Process_PortableExecutable_IsKnownByItsHeader()
    {
        var bytes = File.ReadAllBytes(typeof(TypeTests).Assembly.Location);
        Assert.Equal("application/vnd.microsoft.portable-executable", folder.Process("a", bytes).Type);
    }

    [Theory]
    [InlineData("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    [InlineData("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    [InlineData("META-INF/MANIFEST.MF", "application/java-archive")]
    [InlineData("readme.txt", "application/zip")]
    public void Process_Zip_IsKnownByItsEntries(string entry, string type)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            if (entry.EndsWith(".xml", StringComparison.Ordinal))
                zip.CreateEntry("[Content_Types].xml");
            zip.CreateEntry(entry);
        }

        Assert.Equal(type, folder.Process("a.zip", stream.ToArray()).Type);
    }

    [Theory]
    [InlineData("A.cs", "x", "C#", "text/x-csharp")]
    [InlineData("A.FS", "x", "F#", "text/x-fsharp")]
    [InlineData("a.test.tsx", "x", "TypeScript", "text/typescript")]
    [InlineData("Dockerfile", "FROM x", "Dockerfile", "text/x-dockerfile")]
    [InlineData("deploy/Dockerfile.worker", "FROM x", "Dockerfile", "text/x-dockerfile")]
    [InlineData("makefile", "all:", "Makefile", "text/x-makefile")]
    [InlineData("CMakeLists.txt", "x", "CMake", "text/x-cmake")]
    [InlineData("main.bicep", "x", "Bicep", "text/x-bicep")]
    [InlineData("main.tf", "x", "Terraform", "text/x-terraform")]
    [InlineData(".env.local", "A=1", "Dotenv", "text/x-dotenv")]
    [InlineData("run", "#!/bin/sh\necho", "Shell", "text/x-shellscript")]
    [InlineData("run", "#!/usr/bin/env -S A=1 python3.12 -u\n", "Python", "text/x-python")]
    [InlineData("run", "#! /usr/bin/node\r\n", "JavaScript", "text/javascript")]
    [InlineData("run", "#!/usr/bin/unheard-of\n", null, "text/plain")]
    [InlineData("notes.txt", "hello", null, "text/plain")]
    [InlineData("data", "<?xml version='1.0'?><a/>", null, "application/xml")]
    [InlineData("page", "<!DOCTYPE html><p>", null, "text/html")]
    public void Process_TextFile_HasLanguageAndType(string name, string text, string? language, string type)
    {
        var record = folder.Process(name, Encoding.UTF8.GetBytes(text));
        Assert.Equal((language, type), (record.Language, record.Type));
    }
}
