using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Files.Bench;

/// <summary>
/// Makes the folders that the figures are measured on, with npm and the SDK that runs this:
/// <code>dotnet run -c Release --project bench/Files.Bench -- corpus S|M|L folder</code>
/// </summary>
internal static class Corpora
{
    private static readonly string[] SmallSource =
    [
        "lodash@4.17.21", "rxjs@7.8.1", "core-js@3.38.1", "date-fns@3.6.0", "three@0.168.0", "typescript@5.6.2", "eslint@9.10.0", "webpack@5.94.0",
        "@types/node@22.5.5", "express@4.21.0", "react-dom@18.3.1", "vue@3.5.6", "@babel/core@7.25.2", "@mui/material@6.1.1", "next@14.2.13",
        "aws-sdk@2.1691.0", "prettier@3.3.3", "playwright-core@1.47.1", "@fluentui/react@8.120.8", "@aws-sdk/client-ec2@3.654.0", "jquery@3.7.1",
    ];

    private static readonly string[] MixedPackages =
        ["emoji-datasource-google@15.1.2", "@fontsource/noto-sans-jp@5.1.0", "pdfjs-dist@4.6.82", "onnxruntime-web@1.19.2"];

    private static readonly string[] LargePackages = ["onnxruntime-node@1.30.0"];

    /// <summary>Makes one of the corpora in a folder that is empty or new.</summary>
    public static int Make(string name, string folder)
    {
        Directory.CreateDirectory(folder);
        if (Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Console.Error.WriteLine($"The folder '{folder}' is not empty.");
            return 2;
        }

        switch (name)
        {
            case "S":
                Unpack(SmallSource, folder, _ => true);
                break;
            case "M":
                Unpack(MixedPackages, folder, _ => true);
                CopySdk(Path.Join(folder, "dotnet"));
                break;
            case "L":
                Unpack(LargePackages, folder, path => path.Contains(".so", StringComparison.Ordinal));
                for (var seed = 1; seed <= 6; seed++)
                    SeededLog.Write(Path.Join(folder, $"log-{seed}.log"), seed);
                break;
            default:
                Console.Error.WriteLine("The corpora are S, M and L.");
                return 2;
        }

        var files = new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).ToList();
        Console.WriteLine($"{name}: {files.Count:N0} files, {files.Sum(file => file.Length) / 1e6:F1} MB");
        return 0;
    }

    /// <summary>Fetches packages with npm, which checks their digests, and unpacks each into a folder of its own.</summary>
    private static void Unpack(string[] packages, string folder, Func<string, bool> isWanted)
    {
        var packs = Directory.CreateTempSubdirectory("files-bench-");
        try
        {
            foreach (var package in packages)
            {
                var start = new ProcessStartInfo("npm")
                {
                    ArgumentList = { "pack", "--silent", package }, WorkingDirectory = packs.FullName, RedirectStandardOutput = true, UseShellExecute = false,
                };
                using var npm = Process.Start(start)!;
                var pack = npm.StandardOutput.ReadToEnd().Trim();
                npm.WaitForExit();
                if (npm.ExitCode != 0)
                    throw new InvalidOperationException($"npm pack {package} failed with {npm.ExitCode}.");
                Extract(Path.Join(packs.FullName, pack), Path.Join(folder, package.Replace('/', '+')), isWanted);
            }
        }
        finally
        {
            packs.Delete(recursive: true);
        }
    }

    private static void Extract(string pack, string folder, Func<string, bool> isWanted)
    {
        using var zipped = File.OpenRead(pack);
        using var unzipped = new GZipStream(zipped, CompressionMode.Decompress);
        using var tar = new TarReader(unzipped);
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !isWanted(entry.Name))
                continue;
            var target = Path.Join(folder, entry.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            entry.ExtractToFile(target, overwrite: true);
        }
    }

    private static void CopySdk(string folder)
    {
        var root = Path.GetFullPath(Path.Join(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        foreach (var file in new DirectoryInfo(root).EnumerateFiles("*", SearchOption.AllDirectories))
        {
            var target = Path.Join(folder, Path.GetRelativePath(root, file.FullName));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            file.CopyTo(target, overwrite: true);
        }
    }
}
