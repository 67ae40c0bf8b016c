namespace GpuHost.Core.Containers;

/// <summary>What may still be unpacked for one file.</summary>
internal sealed class UnpackBudget(ContainerLimits limits, long packedBytes)
{
    private const int StepsPerByte = 16;        // as much as one rule may take in a file

    private long unpacked;
    private long steps;
    private int members;

    public ContainerLimits Limits => limits;

    /// <summary>Counts unpacked bytes.</summary>
    /// <exception cref="ContainerException">They are too many.</exception>
    public void TakeBytes(int count)
    {
        unpacked += count;
        if (unpacked > limits.UnpackedBytesMax)
            throw new ContainerException($"its content has more than {limits.UnpackedBytesMax:N0} bytes");
        if (unpacked > limits.RatioFromBytes && unpacked / limits.RatioMax > packedBytes)
            throw new ContainerException($"its content is more than {limits.RatioMax} times its size, as in a decompression bomb");
    }

    /// <summary>Counts steps that rules took in what was unpacked.</summary>
    /// <exception cref="ContainerException">They are too many.</exception>
    public void TakeSteps(long count)
    {
        steps += count;
        if (steps > limits.StepsMax + (StepsPerByte * unpacked))
            throw new ContainerException("the rules took too many steps in it");
    }

    /// <summary>Counts a member.</summary>
    /// <exception cref="ContainerException">There are too many.</exception>
    public void TakeMember()
    {
        if (++members > limits.MembersMax)
            throw new ContainerException($"it has more than {limits.MembersMax:N0} members");
    }
}
