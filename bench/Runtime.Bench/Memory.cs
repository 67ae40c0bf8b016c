using System.Globalization;

namespace Runtime.Bench;

/// <summary>What this process takes. Resident set and its peak come from Linux's <c>/proc/self</c>; elsewhere they are 0.</summary>
internal static class Memory
{
    private const string Status = "/proc/self/status";

    public static double RssMb() => Math.Round(ReadKb("VmRSS:") / 1024.0, 1);

    public static double PeakMb() => Math.Round(ReadKb("VmHWM:") / 1024.0, 1);

    public static long RssKb() => ReadKb("VmRSS:");

    /// <summary>The managed heap after a full, compacting collection.</summary>
    public static long HeapBytes()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return GC.GetTotalMemory(forceFullCollection: false);
    }

    /// <summary>Lets the peak begin at the present resident set.</summary>
    public static void ResetPeak()
    {
        if (OperatingSystem.IsLinux())
            File.WriteAllText("/proc/self/clear_refs", "5");
    }

    private static long ReadKb(string field)
    {
        if (!File.Exists(Status))
            return 0;
        var line = File.ReadLines(Status).First(text => text.StartsWith(field, StringComparison.Ordinal));
        return long.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}
