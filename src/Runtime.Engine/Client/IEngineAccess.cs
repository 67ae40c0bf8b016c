using Runtime.Engine.Pumps;

namespace Runtime.Engine.Client;

/// <summary>Gives the engine of this process to its clients.</summary>
public interface IEngineAccess
{
    /// <summary>The running engine.</summary>
    /// <exception cref="InvalidOperationException">It has not started, or has stopped.</exception>
    DurableEngine Engine { get; }

    /// <summary>The clock of timers and orchestrators.</summary>
    TimeProvider Clock { get; }
}
