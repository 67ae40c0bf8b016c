using System.Reflection;
using System.Runtime.CompilerServices;
using Workflows.Runtime;

namespace Microsoft.Azure.Functions.Worker.Builder;

/// <summary>Where a functions app's Program starts.</summary>
public class FunctionsApplication
{
    /// <summary>Makes a builder for the app in the calling assembly and in the assemblies it refers to.</summary>
    /// <param name="args">The command line; <c>--port 7071</c> and <c>--Section:Key value</c> are understood.</param>
    /// <exception cref="Workflows.Runtime.HostConfigurationException">A settings file or an argument is wrong.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args, Assembly.GetCallingAssembly());
}
