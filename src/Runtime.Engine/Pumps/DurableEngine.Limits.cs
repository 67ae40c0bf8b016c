using Runtime.Engine.Limits;

namespace Runtime.Engine.Pumps;

/// <content>Limits on activities.</content>
public sealed partial class DurableEngine
{
    /// <summary>Replaces the limits on activities, while everything goes on. What runs already counts under the new ones and is not stopped.</summary>
    /// <param name="limits">The limits; empty for none.</param>
    /// <exception cref="ArgumentException">Some are wrong; the message names each of them, and nothing was changed.</exception>
    public void SetLimits(IReadOnlyList<ActivityLimit> limits) => activities.SetLimits(ActivityLimitModel.Of(limits));

    /// <summary>How far the limits on activities are used now, key by key.</summary>
    /// <returns>One entry for each limit and key with something that runs or waits; empty when there never was a limit.</returns>
    public IReadOnlyList<ActivityLimitUse> LimitUse() => activities.LimitUse();
}
