using System.Globalization;
using System.Text;
using GpuHost.Core.Rules;

namespace Files.Bench;

/// <summary>Runs the tools that are installed over a folder, then the whole job, and prints how they compare. Two processes or threads each.</summary>
internal static class Peers
{
    private const int TokenBytesMax = 20_000_000;      // of the corpus; the whole would take minutes

    private static readonly Peer[] All =
    [
        new("sha256sum", "sha256sum", "xargs -0 -P2 -n500 sha256sum < {files} > /dev/null"),
        new("file", "file", "xargs -0 -P2 -n500 file --mime < {files} > /dev/null"),
        new("ripgrep, our rules", "rg", "rg -uuu -a -c -j2 --no-messages -f {work}/rules.txt {folder} > /dev/null"),
        new("jdupes", "jdupes", "jdupes -r -q -m {folder} > /dev/null"),
        new("ssdeep", "ssdeep", "xargs -0 -P2 -n500 ssdeep -s < {files} > /dev/null"),
        new("yara, our rules", "yara", "yara -w -r -p 2 {work}/rules.yar {folder} > /dev/null"),
        new("hyperscan, our rules", "gcc", "{work}/hyperscan {work}/rules.txt < {names}")
        {
            Before = "gcc -O2 -o {work}/hyperscan {program}/Peers/hyperscan.c -lhs", MeasuresItself = true,
        },
        new("gpt-tokenizer", "node", $"cd {{work}} && node tokens.js {TokenBytesMax} < {{names}}")
        {
            Before = "cd {work} && cp {program}/Peers/tokens.js . && npm install --silent gpt-tokenizer@2.9.0", MeasuresItself = true,
        },
    ];

    public static int Run(string folder)
    {
        var work = Directory.CreateTempSubdirectory("files-bench-");
        try
        {
            var paths = Directory.GetFiles(Path.GetFullPath(folder), "*", SearchOption.AllDirectories);
            var (files, bytes) = (paths.Length, paths.Sum(path => new FileInfo(path).Length));
            File.WriteAllText(Path.Join(work.FullName, "files"), string.Concat(paths.Select(path => path + '\0')));
            File.WriteAllText(Path.Join(work.FullName, "names"), string.Concat(paths.Select(path => path + '\n')));
            File.WriteAllText(Path.Join(work.FullName, "rules.txt"), string.Concat(RuleSet.BuiltIn.Rules.Select(rule => rule.Regex + '\n')));
            File.WriteAllText(Path.Join(work.FullName, "rules.yar"), Yara());
            string Fill(string command) => new StringBuilder(command)
                .Replace("{folder}", Path.GetFullPath(folder)).Replace("{files}", Path.Join(work.FullName, "files"))
                .Replace("{names}", Path.Join(work.FullName, "names")).Replace("{work}", work.FullName)
                .Replace("{program}", AppContext.BaseDirectory.TrimEnd('/')).ToString();

            foreach (var peer in All)
                Show(peer, Fill, files, bytes);
            foreach (var tokens in new[] { false, true })
            {
                foreach (var result in JobWorkloads.Run(folder, 1, (tokens, Threads: 2)))
                    Print(result.Workload, result.FilesPerSec, (result.FilesPerCpuSec, result.MbPerCpuSec));
            }

            return 0;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static void Show(Peer peer, Func<string, string> fill, int files, long bytes)
    {
        if (!peer.IsPresent())
            Console.WriteLine($"{peer.Name,-22} not installed");
        else if (peer.Run(fill) is not { } ran)
            Console.WriteLine($"{peer.Name,-22} cannot be prepared here");
        else if (!peer.MeasuresItself)
            Print(peer.Name, files / ran.Clock, (files / ran.Cpu, bytes / 1e6 / ran.Cpu));
        else
            Console.WriteLine($"{peer.Name,-22} {Rate(ran.Output, peer.Name),8:F1} MB/s of processor time, in memory");
    }

    private static double Rate(string output, string name)
    {
        var parts = output.Trim().Split(' ').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        return (name == "gpt-tokenizer" ? parts[2] : parts[1]) / 1e6 / parts[0];
    }

    private static void Print(string name, double clock, (double Files, double Megabytes) cpu) =>
        Console.WriteLine(
            $"{name,-22} {clock,9:N0} files/s by the clock, {cpu.Files,9:N0} files/s and {cpu.Megabytes,8:F1} MB/s of processor time");

    /// <summary>The rules as YARA takes them: no groups without capture, ignoring case as a word behind.</summary>
    private static string Yara()
    {
        var rules = new StringBuilder();
        foreach (var rule in RuleSet.BuiltIn.Rules)
        {
            var regex = rule.Regex.Replace("(?:", "(", StringComparison.Ordinal).Replace("/", "\\/", StringComparison.Ordinal);
            var ignoresCase = regex.StartsWith("(?i)", StringComparison.Ordinal);
            var (form, modifier) = ignoresCase ? (regex[4..], " nocase") : (regex, "");
            var name = rule.Id.Replace('-', '_');
            rules.Append(CultureInfo.InvariantCulture, $"rule r_{name} {{ strings: $a = /{form}/{modifier} condition: $a }}\n");
        }

        return rules.ToString();
    }
}
