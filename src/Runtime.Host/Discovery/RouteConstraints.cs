using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Runtime.Host.Discovery;

/// <summary>
/// The constraints that routes may use, the app's own included. Routing itself would look for them at the first request, and fail it and all others.
/// </summary>
internal sealed class RouteConstraints
{
    private readonly DefaultInlineConstraintResolver resolver;

    private RouteConstraints(IEnumerable<ServiceDescriptor> configured)
    {
        var services = new ServiceCollection().AddRouting();
        foreach (var part in configured)
            services.Add(part);
        resolver = new DefaultInlineConstraintResolver(
            services.BuildServiceProvider().GetRequiredService<IOptions<RouteOptions>>(), new ServiceCollection().BuildServiceProvider());
    }

    /// <summary>Those of ASP.NET Core.</summary>
    public static RouteConstraints Default { get; } = new([]);

    /// <param name="services">The app's services, which may add constraints.</param>
    public static RouteConstraints Of(IServiceCollection services)
    {
        var own = services.Where(part => part.ServiceType == typeof(IConfigureOptions<RouteOptions>) && part.ImplementationInstance is not null).ToList();
        return own.Count > 0 ? new RouteConstraints(own) : Default;
    }

    /// <returns>What is wrong with a constraint such as <c>min(1)</c>; null when nothing is.</returns>
    public string? Problem(string constraint)
    {
        try
        {
            return resolver.ResolveConstraint(constraint) is null ? "there is no such constraint" : null;
        }
        catch (RouteCreationException error)
        {
            return error.InnerException?.GetBaseException().Message ?? error.Message;
        }
    }
}
