using System.Runtime.ExceptionServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Workflows.Runtime;

namespace Runtime.Host.Hosting;

/// <summary>Gathers what is wrong with an app, so that one start shows all of it.</summary>
internal sealed class StartProblems
{
    private readonly List<Exception> found = [];

    /// <summary>The step's result, or null when it found something wrong.</summary>
    public T? Try<T>(Func<T?> step)
        where T : class
    {
        try
        {
            return step();
        }
        catch (Exception error) when (error is HostConfigurationException or FunctionDiscoveryException)
        {
            found.Add(error);
            return null;
        }
    }

    /// <summary>Throws what was found, together with what is wrong with the app's own options.</summary>
    /// <param name="services">The app's services with their validations.</param>
    /// <exception cref="HostConfigurationException">Settings are wrong, or more than one thing is.</exception>
    /// <exception cref="FunctionDiscoveryException">Functions alone are wrong.</exception>
    public void ThrowIfAny(IServiceCollection? services = null)
    {
        if (found.Count == 0)
            return;
        var options = services is null ? [] : OptionErrors(services);
        if (found.Count == 1 && options.Count == 0)
            ExceptionDispatchInfo.Throw(found[0]);
        throw new HostConfigurationException(string.Join(Environment.NewLine, found.Select(error => error.Message).Concat(options)));
    }

    // A start without other problems validates these itself, later.
    private static IReadOnlyList<string> OptionErrors(IServiceCollection services)
    {
        try
        {
            using var provider = services.BuildServiceProvider();
            provider.GetService<IStartupValidator>()?.Validate();
            return [];
        }
        catch (OptionsValidationException error)
        {
            return [.. error.Failures];
        }
        catch (AggregateException several)
        {
            return [.. several.Flatten().InnerExceptions.OfType<OptionsValidationException>().SelectMany(error => error.Failures)];
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return [];          // a consequence of what was found already
        }
    }
}
