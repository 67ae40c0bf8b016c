using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Application Insights in functions apps.</summary>
public static class FunctionsApplicationInsightsExtensions
{
    /// <summary>
    /// Connects functions with Application Insights. The local host does so by itself when APPLICATIONINSIGHTS_CONNECTION_STRING is set; Azure is told so.
    /// </summary>
    /// <param name="services">The app's services.</param>
    /// <returns><paramref name="services"/>.</returns>
    public static IServiceCollection ConfigureFunctionsApplicationInsights(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services;
    }
}
