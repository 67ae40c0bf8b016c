namespace GpuHost.Core.Patterns;

/// <summary>A set of byte values, built once while a rule is parsed and only read afterwards.</summary>
internal sealed class ByteSet
{
    private readonly bool[] members = new bool[256];

    public static ByteSet Any { get; } = new ByteSet().AddRange(0, 255);

    public static ByteSet Digits => new ByteSet().AddRange((byte)'0', (byte)'9');

    /// <summary>ASCII letters, digits and the underscore: what \w and \b mean here.</summary>
    public static ByteSet Word => Digits.AddRange((byte)'a', (byte)'z').AddRange((byte)'A', (byte)'Z').Add((byte)'_');

    public static ByteSet Space => new ByteSet().Add((byte)' ').AddRange(9, 13);

    /// <summary>The 256 flags, indexed by byte value.</summary>
    public ReadOnlySpan<bool> Members => members;

    public int Count => members.Count(member => member);

    public bool Contains(byte value) => members[value];

    public ByteSet Add(byte value) => AddRange(value, value);

    public ByteSet AddRange(byte first, byte last)
    {
        members.AsSpan(first, last - first + 1).Fill(true);
        return this;
    }

    public ByteSet AddAll(ByteSet other)
    {
        for (var value = 0; value < 256; value++)
            members[value] |= other.members[value];
        return this;
    }

    public bool IsAscii => !members.AsSpan(128).Contains(true);

    public bool IsSubsetOf(ByteSet other)
    {
        for (var value = 0; value < 256; value++)
        {
            if (members[value] && !other.members[value])
                return false;
        }

        return true;
    }

    public ByteSet Negate()
    {
        var result = new ByteSet();
        for (var value = 0; value < 256; value++)
            result.members[value] = !members[value];
        return result;
    }

    /// <summary>The set with both cases of every ASCII letter it holds; letters outside ASCII have no case here.</summary>
    public ByteSet IgnoreCase()
    {
        var result = new ByteSet().AddAll(this);
        for (var lower = 'a'; lower <= 'z'; lower++)
        {
            var either = members[lower] || members[lower - 32];
            result.members[lower] = either;
            result.members[lower - 32] = either;
        }

        return result;
    }

    /// <summary>A key that two sets share exactly when they hold the same values.</summary>
    public string Key()
    {
        Span<byte> packed = stackalloc byte[32];
        packed.Clear();
        for (var value = 0; value < 256; value++)
        {
            if (members[value])
                packed[value >> 3] |= (byte)(1 << (value & 7));
        }

        return Convert.ToHexString(packed);
    }
}
