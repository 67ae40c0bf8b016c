using System.Diagnostics;
using Microsoft.Azure.Functions.Worker;

namespace Runtime.Host.Invocation;

internal sealed class HostTraceContext(Activity? activity) : TraceContext
{
    public override string TraceParent => activity?.Id ?? "";

    public override string TraceState => activity?.TraceStateString ?? "";
}
