namespace GpuHost.Health;

/// <summary>How a message ended.</summary>
internal enum BatchEnd
{
    /// <summary>Its result was stored.</summary>
    Done = 0,

    /// <summary>Its result was there already.</summary>
    Repeated = 1,

    /// <summary>It failed and will be tried again.</summary>
    Failed = 2,

    /// <summary>It went to the poison queue.</summary>
    Poisoned = 3,

    /// <summary>It was given back on a stop.</summary>
    GivenBack = 4,

    /// <summary>Somebody else has it by now.</summary>
    Lost = 5,
}
