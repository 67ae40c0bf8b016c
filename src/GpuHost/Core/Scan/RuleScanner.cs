using System.Numerics;
using GpuHost.Core.Patterns;
using GpuHost.Core.Rules;
using Workflows.Contracts.Files;

namespace GpuHost.Core.Scan;

/// <summary>
/// Scans one stream of bytes after another with a rule set. For each rule it finds the leftmost matches that do not overlap; a match begins
/// at the first place where the expression matches within <see cref="ScanLimits.MatchBytesMax"/> bytes. That definition knows no windows:
/// a place is tried only once all the bytes that could matter to it are in the window.
/// <code>
/// window:  [ tried, kept for \b | to try now            | to try with the next window ]
///          ^ windowStart        ^ triedTo               ^ end - MatchBytesMax - 4     ^ end
/// </code>
/// </summary>
internal sealed class RuleScanner
{
    private const int LookAhead = Anchor.WindowBytes;

    private readonly RuleSet rules;
    private readonly ScanLimits limits;
    private readonly byte[] window;
    private readonly int windowCapacity;
    private readonly PendingStarts?[] pending;
    private readonly bool[] isTouched;
    private readonly bool[] isStopped;
    private readonly long[] nextStart;
    private readonly long[] stepsTaken;
    private readonly List<RuleMatch> found = [];

    private long windowStart;
    private int end;
    private int triedTo;
    private int filteredTo;
    private long newLinesBefore;
    private int minorMatches;

    public RuleScanner(RuleSet rules, ScanLimits limits)
    {
        this.rules = rules;
        this.limits = limits;
        windowCapacity = limits.WindowBytes + limits.MatchBytesMax + LookAhead + 128;
        window = new byte[windowCapacity + LookAhead];
        pending = new PendingStarts?[rules.Rules.Count];
        isTouched = new bool[pending.Length];
        isStopped = new bool[pending.Length];
        nextStart = new long[pending.Length];
        stepsTaken = new long[pending.Length];
    }

    /// <summary>The matches so far, in order of offset and then of rule.</summary>
    public List<RuleMatch> Matches { get; } = [];

    /// <summary>Matches counted but not kept.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Which rule was given up and where; null when none was.</summary>
    public string? GivenUp { get; private set; }

    /// <summary>Forgets the last stream.</summary>
    public void Reset()
    {
        for (var rule = 0; rule < pending.Length; rule++)
        {
            if (isTouched[rule])
                pending[rule]!.Clear();
        }

        Array.Clear(isTouched);
        Array.Clear(isStopped);
        Array.Clear(nextStart);
        Array.Clear(stepsTaken);
        Matches.Clear();
        (windowStart, end, triedTo, filteredTo, newLinesBefore, minorMatches) = (0, 0, 0, 0, 0, 0);
        (LeftOut, GivenUp) = (0, null);
    }

    /// <summary>Takes the next bytes of the stream.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var room = Math.Min(Math.Min(windowCapacity - end, limits.WindowBytes), bytes.Length);
            bytes[..room].CopyTo(window.AsSpan(end));
            end += room;
            bytes = bytes[room..];
            if (windowCapacity - end < Math.Min(limits.WindowBytes, 64))
                Advance();
        }
    }

    /// <summary>Ends the stream: <see cref="Matches"/> is complete afterwards.</summary>
    public void Finish()
    {
        window.AsSpan(end, LookAhead).Clear();
        Filter(end);
        Try(end);
    }

    private void Advance()
    {
        Filter(end - LookAhead + 1);
        Try(Math.Max(triedTo, end - limits.MatchBytesMax - LookAhead));
        Slide();
    }

    private void Filter(int to)
    {
        var text = window.AsSpan(0, end + LookAhead);
        while (filteredTo < to)
        {
            filteredTo = rules.Prefilter.Next(text, filteredTo, to, out var bits);
            for (; bits != 0; bits &= bits - 1)
            {
                foreach (var (rule, anchor) in rules.Prefilter.Bucket(BitOperations.TrailingZeroCount(bits)))
                {
                    if (anchor.IsAt(text, filteredTo))
                        MarkStarts(rule, anchor, filteredTo);
                }
            }

            if (filteredTo < to)
                filteredTo++;
        }
    }

    /// <summary>
    /// Walks back over the prefix to the places where a match through this anchor may start. The interval may hold places that do not fit;
    /// it never lacks one that does.
    /// </summary>
    private void MarkStarts(int rule, Anchor anchor, int position)
    {
        var floor = Math.Max(triedTo, position - limits.MatchBytesMax);
        var (low, high) = (position, position);
        for (var index = anchor.Prefix.Count - 1; index >= 0; index--)
        {
            var run = anchor.Prefix[index];
            var members = run.Set.Members;
            var furthest = run.Max > low - floor ? floor : low - run.Max;
            while (low > furthest && members[window[low - 1]])
                low--;
            high -= run.Min;
            if (low > high)
                return;
        }

        if (isStopped[rule])
            return;
        isTouched[rule] = true;
        (pending[rule] ??= new PendingStarts(windowCapacity)).Mark(Math.Max(low, floor), high);
    }

    private void Try(int to)
    {
        for (var rule = 0; rule < pending.Length; rule++)
        {
            if (isTouched[rule])
                TryRule(rule, to);
        }

        triedTo = to;
        Publish();
    }

    private void TryRule(int rule, int to)
    {
        var starts = pending[rule]!;
        var matcher = new PatternMatcher(rules.Rules[rule].Program, window.AsSpan(0, end));
        var from = (int)Math.Max(triedTo, nextStart[rule] - windowStart);
        for (var start = starts.Next(from); start >= 0 && start < to && !isStopped[rule]; start = starts.Next(from))
        {
            var offset = windowStart + start;
            var allowed = limits.StepsBase + (limits.StepsPerByte * offset) - stepsTaken[rule];
            var left = allowed;
            var length = matcher.MatchAt(start, limits.MatchBytesMax, ref left);
            stepsTaken[rule] += allowed - left;
            from = start + 1;
            if (left < 0)
                Stop(rule, offset);
            if (length <= 0)
                continue;
            found.Add(new RuleMatch(rule, offset, length, 0));
            nextStart[rule] = offset + length;
            from = start + length;
        }
    }

    private void Stop(int rule, long offset)
    {
        isStopped[rule] = true;
        var id = rules.Rules[rule].Id;
        GivenUp ??= $"The rule '{id}' was given up at byte {offset}, where it took too many steps; its later matches are missing.";
    }

    /// <summary>Orders the matches of this window, gives them their lines and keeps them up to the limit.</summary>
    private void Publish()
    {
        if (found.Count == 0)
            return;
        found.Sort((left, right) => left.Offset != right.Offset ? left.Offset.CompareTo(right.Offset) : left.Rule.CompareTo(right.Rule));
        var counted = 0;
        var line = newLinesBefore + 1;
        foreach (var match in found)
        {
            var isMinor = rules.Rules[match.Rule].Severity < Severity.High;
            if (Matches.Count == limits.FindingsMax || (isMinor && minorMatches == limits.MinorFindingsMax))
            {
                LeftOut++;
                continue;
            }

            minorMatches += isMinor ? 1 : 0;

            var start = (int)(match.Offset - windowStart);
            line += window.AsSpan(counted, start - counted).Count((byte)'\n');
            counted = start;
            Matches.Add(match with { Line = (int)Math.Min(line, int.MaxValue) });
        }

        found.Clear();
    }

    private void Slide()
    {
        var gone = Math.Max(0, triedTo - 1) / 64 * 64;
        if (gone == 0)
            return;
        newLinesBefore += window.AsSpan(0, gone).Count((byte)'\n');
        window.AsSpan(gone, end - gone).CopyTo(window);
        for (var rule = 0; rule < pending.Length; rule++)
        {
            if (isTouched[rule])
                SlideRule(rule, gone);
        }

        windowStart += gone;
        end -= gone;
        triedTo -= gone;
        filteredTo -= gone;
    }

    private void SlideRule(int rule, int gone)
    {
        var starts = pending[rule]!;
        starts.Slide(gone);
        if (starts.Next(triedTo - gone) >= 0)
            return;
        starts.Clear();
        isTouched[rule] = false;
    }
}
