using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GpuHost.Core.Patterns;
using GpuHost.Core.Rules;
using GpuHost.Core.Tiers;
using Workflows.Contracts.Files;

namespace GpuHost.Core.Scan;

/// <summary>
/// Scans one stream of bytes after another with a rule set. For each rule it finds the leftmost matches that do not overlap; a match begins
/// at the first place where the expression matches within <see cref="ScanLimits.MatchBytesMax"/> bytes and the rule's validator agrees. That
/// definition knows no windows and no tiers: a place is tried only once all the bytes that could matter to it are in the window.
/// <code>
/// window:  [ tried, kept for \b | to try now            | to try with the next window ]
///          ^ windowStart        ^ triedTo               ^ end - MatchBytesMax - 7     ^ end
/// </code>
/// A stream that lies in memory as a whole is its own window (<see cref="ScanWhole"/>).
/// </summary>
internal sealed class RuleScanner
{
    private const int Padding = Prefilter.PaddingBytes;

    private readonly RuleSet rules;
    private readonly ScanLimits limits;
    private readonly Tier tier;
    private readonly int windowCapacity;
    private readonly StartList?[] pending;
    private readonly List<int> touched = [];
    private readonly bool[] isTouched;
    private readonly bool[] isStopped;
    private readonly long[] nextStart;
    private readonly long[] stepsTaken;
    private readonly List<RuleMatch> found = [];
    private readonly int[] places = new int[1024];

    private byte[]? ownWindow;
    private byte[] buffer = [];
    private int origin;
    private long windowStart;
    private int end;
    private int triedTo;
    private int filteredTo;
    private long newLinesBefore;
    private int minorMatches;

    public RuleScanner(RuleSet rules, ScanLimits limits, Tier tier)
    {
        (this.rules, this.limits, this.tier) = (rules, limits, tier);
        windowCapacity = limits.WindowBytes + limits.MatchBytesMax + Anchor.LookAhead + 128;
        pending = new StartList?[rules.Rules.Count];
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

    /// <summary>Steps that all rules took in the stream so far.</summary>
    public long StepsTaken
    {
        get
        {
            var sum = 0L;
            foreach (var steps in stepsTaken)
                sum += steps;
            return sum;
        }
    }

    /// <summary>Forgets the last stream.</summary>
    public void Reset()
    {
        foreach (var rule in touched)
        {
            pending[rule]!.Clear();
            isTouched[rule] = false;
        }

        touched.Clear();
        Array.Clear(isStopped);
        Array.Clear(nextStart);
        Array.Clear(stepsTaken);
        Matches.Clear();
        (windowStart, end, triedTo, filteredTo, newLinesBefore, minorMatches) = (0, 0, 0, 0, 0, 0);
        (LeftOut, GivenUp) = (0, null);
    }

    /// <summary>Scans a stream that lies in memory.</summary>
    /// <param name="memory">Holds the stream, with <see cref="Prefilter.PaddingBytes"/> zero bytes before and behind it.</param>
    /// <param name="start">Where the stream begins.</param>
    /// <param name="length">Bytes of the stream.</param>
    /// <param name="places">One bit for each byte, the lowest first: where anchors may stand, if that is known already.</param>
    public void ScanWhole(byte[] memory, int start, int length, ReadOnlySpan<uint> places = default)
    {
        Reset();
        (buffer, origin, end) = (memory, start, length);
        if (places.IsEmpty)
            Filter(end);
        else
            Examine(places);
        Try(end);
        buffer = [];
    }

    /// <summary>Takes the next bytes of the stream.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        UseOwnWindow();
        while (bytes.Length > 0)
        {
            var room = Math.Min(Math.Min(windowCapacity - end, limits.WindowBytes), bytes.Length);
            bytes[..room].CopyTo(buffer.AsSpan(origin + end));
            end += room;
            bytes = bytes[room..];
            if (windowCapacity - end < Math.Min(limits.WindowBytes, 64))
                Advance();
        }
    }

    /// <summary>Ends the stream: <see cref="Matches"/> is complete afterwards.</summary>
    public void Finish()
    {
        UseOwnWindow();
        buffer.AsSpan(origin + end, Padding).Clear();
        Filter(end);
        Try(end);
    }

    private void UseOwnWindow()
    {
        if (end > 0 || windowStart > 0)
            return;
        buffer = ownWindow ??= new byte[Padding + windowCapacity + Padding];
        origin = Padding;
        buffer[origin - 1] = 0;
    }

    private void Advance()
    {
        Filter(end - Anchor.LookAhead);
        Try(Math.Max(triedTo, end - limits.MatchBytesMax - Anchor.LookAhead));
        Slide();
    }

    private void Filter(int to)
    {
        var from = origin + filteredTo;
        while (from < origin + to)
        {
            var count = rules.Prefilter.Collect(tier, buffer, ref from, origin + to, places);
            foreach (var place in places.AsSpan(0, count))
                Examine(place);
        }

        filteredTo = Math.Max(filteredTo, to);
    }

    private void Examine(ReadOnlySpan<uint> places)
    {
        for (var word = 0; word * 32 < end; word++)
        {
            for (var bits = places[word]; bits != 0; bits &= bits - 1)
            {
                var at = (word * 32) + BitOperations.TrailingZeroCount(bits);
                if (at < end)
                    Examine(origin + at);
            }
        }

        filteredTo = end;
    }

    private void Examine(int place)
    {
        var tables = rules.Prefilter.Tables;
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(buffer), place);
        for (var group = 0; group < tables.Groups; group++)
        {
            for (var bits = tables.At(group, ref first); bits != 0; bits &= bits - 1)
            {
                var (rule, anchor) = tables.Anchors[(group * 64) + BitOperations.TrailingZeroCount(bits)];
                MarkStarts(rule, anchor, place - origin);
            }
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
            while (low > furthest && members[buffer[origin + low - 1]])
                low--;
            high -= run.Min;
            if (low > high)
                return;
        }

        if (isStopped[rule])
            return;
        if (!isTouched[rule])
        {
            isTouched[rule] = true;
            touched.Add(rule);
        }

        (pending[rule] ??= new StartList()).Mark(Math.Max(low, floor), high);
    }

    private void Try(int to)
    {
        foreach (var rule in touched)
            TryRule(rule, to);
        triedTo = to;
        Publish();
    }

    private void TryRule(int rule, int to)
    {
        var starts = pending[rule]!;
        var text = buffer.AsSpan(origin, end);
        var matcher = new PatternMatcher(rules.Rules[rule].Program, text);
        var validator = rules.Rules[rule].Validator;
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
            if (length <= 0 || validator?.IsValid(text[start..], length) == false)
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
        if (found.Count > 1)
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
            line += buffer.AsSpan(origin + counted, start - counted).Count((byte)'\n');
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
        var window = buffer.AsSpan(origin);
        newLinesBefore += window[..gone].Count((byte)'\n');
        buffer[origin - 1] = window[gone - 1];
        window[gone..end].CopyTo(window);
        for (var index = touched.Count - 1; index >= 0; index--)
        {
            var rule = touched[index];
            if (pending[rule]!.Slide(gone, triedTo))
                continue;
            isTouched[rule] = false;
            touched.RemoveAt(index);
        }

        windowStart += gone;
        end -= gone;
        triedTo -= gone;
        filteredTo -= gone;
    }
}
