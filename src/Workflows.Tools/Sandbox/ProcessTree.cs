using System.Globalization;

namespace Workflows.Tools.Sandbox;

/// <summary>A process with all it started, as Linux' /proc shows them. In a process namespace nothing can leave the tree.</summary>
internal static class ProcessTree
{
    private static readonly long PageBytes = Environment.SystemPageSize;

    /// <summary>How many processes there are and how many bytes of memory they hold; shared pages count for each.</summary>
    public static (int Processes, long Bytes) Measure(int root)
    {
        var (processes, bytes) = (0, 0L);
        var next = new Stack<int>([root]);
        while (next.TryPop(out var process))
        {
            processes++;
            bytes += ResidentBytes(process);
            foreach (var child in Children(process))
                next.Push(child);
        }
        return (processes, bytes);
    }

    private static long ResidentBytes(int process)
    {
        var fields = Read($"/proc/{process}/statm").Split(' ');
        return fields.Length > 1 && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var pages) ? pages * PageBytes : 0;
    }

    private static IEnumerable<int> Children(int process)
    {
        string[] threads;
        try
        {
            threads = Directory.GetDirectories($"/proc/{process}/task");
        }
        catch (IOException)
        {
            return [];
        }
        return threads.SelectMany(thread => Read(thread + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(child => int.Parse(child, NumberStyles.None, CultureInfo.InvariantCulture));
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return "";          // it has ended meanwhile
        }
    }
}
