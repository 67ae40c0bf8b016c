namespace Microsoft.Azure.Functions.Worker.Invocation
{
    /// <summary>Calls the method of a function.</summary>
    public interface IFunctionExecutor
    {
        /// <summary>Calls it once.</summary>
        ValueTask ExecuteAsync(FunctionContext context);
    }
}

namespace Microsoft.Azure.Functions.Worker.Diagnostics
{
    /// <summary>Carries baggage of a trace into the call.</summary>
    public interface IBaggagePropagator
    {
        /// <summary>Sets the baggage until the result is disposed.</summary>
        IDisposable? SetBaggage(IEnumerable<KeyValuePair<string, string>> baggage);
    }
}
