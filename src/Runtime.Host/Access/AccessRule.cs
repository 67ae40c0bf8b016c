using Microsoft.AspNetCore.Builder;
using Microsoft.Azure.Functions.Worker;

namespace Runtime.Host.Access;

/// <summary>What a caller of an endpoint must bring. An endpoint without a rule asks for the master key: forgetting one locks, never opens.</summary>
/// <param name="Level">The level; Admin is the master key, System a system key, Function a key of the function or the host.</param>
/// <param name="Function">The function behind the endpoint, or null.</param>
/// <param name="IsInstance">The endpoint steers the instance of its route value <c>instanceId</c>: the instance's own code opens it too.</param>
internal sealed record AccessRule(AuthorizationLevel Level, string? Function = null, bool IsInstance = false)
{
    public static readonly AccessRule Default = new(AuthorizationLevel.Admin);
}

internal static class AccessRuleExtensions
{
    /// <summary>Says what callers of an endpoint must bring when keys are enforced.</summary>
    public static TBuilder Require<TBuilder>(this TBuilder endpoint, AuthorizationLevel level, string? function = null, bool isInstance = false)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AccessRule(level, function, isInstance));
}
