using Workflows.Contracts.Files;

namespace GpuHost.Core.Containers;

/// <summary>
/// What was found in the members of one file: as many findings as a record may have, a quarter of them for high and critical ones only, so that a list
/// of addresses in one member cannot crowd out a key in the next.
/// </summary>
internal sealed class FoundInside(int findingsMax)
{
    private readonly List<Finding> minor = [];
    private readonly List<Finding> grave = [];
    private readonly List<bool> order = [];     // whether the next is a grave one
    private int leftOut;

    private int MinorMax => findingsMax - (findingsMax / 4);

    public bool IsEmpty => order.Count == 0 && leftOut == 0;

    public void Clear()
    {
        minor.Clear();
        grave.Clear();
        order.Clear();
        leftOut = 0;
    }

    /// <summary>Adds what was found in a member.</summary>
    public void Add(FileRecord member)
    {
        leftOut += member.FindingsLeftOut;
        foreach (var finding in member.Findings)
        {
            var isGrave = finding.Severity >= Severity.High;
            var (kept, most) = isGrave ? (grave, findingsMax) : (minor, MinorMax);
            if (kept.Count == most)
            {
                leftOut++;
                continue;
            }

            kept.Add(finding);
            order.Add(isGrave);
        }
    }

    /// <summary>The file's record with all that there is room for, in the order in which it was found.</summary>
    public FileRecord AddTo(FileRecord record)
    {
        var all = new List<Finding>(record.Findings);
        var minorLeft = Math.Max(0, MinorMax - record.Findings.Count(finding => finding.Severity < Severity.High));
        var (missing, nextMinor, nextGrave) = (leftOut, 0, 0);
        foreach (var isGrave in order)
        {
            var finding = isGrave ? grave[nextGrave++] : minor[nextMinor++];
            if (all.Count == findingsMax || (!isGrave && minorLeft == 0))
            {
                missing++;
                continue;
            }

            minorLeft -= isGrave ? 0 : 1;
            all.Add(finding);
        }

        return record with { Findings = all, FindingsLeftOut = record.FindingsLeftOut + missing };
    }
}
