using System.Reflection;

namespace Runtime.Host.Http;

/// <summary>What a body is read into, and what stands in for an empty one.</summary>
internal sealed record BodyTarget(Type Type, bool HasDefault, object? Default, bool Nullable)
{
    public static BodyTarget Of(ParameterInfo parameter) => new(
        parameter.ParameterType,
        parameter.HasDefaultValue,
        parameter.HasDefaultValue ? parameter.DefaultValue : null,
        new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable);
}
