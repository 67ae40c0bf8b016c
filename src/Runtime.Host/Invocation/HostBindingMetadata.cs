using Microsoft.Azure.Functions.Worker;

namespace Runtime.Host.Invocation;

internal sealed class HostBindingMetadata(string name, string type, BindingDirection direction) : BindingMetadata
{
    public override string Name => name;

    public override string Type => type;

    public override BindingDirection Direction => direction;
}
