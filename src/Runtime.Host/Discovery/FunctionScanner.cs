using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Runtime.Host.Discovery;

/// <summary>Finds the methods marked [Function]. Start-up time is spent here, so only assemblies that can hold one are opened.</summary>
internal static class FunctionScanner
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly string ApiAssembly = typeof(FunctionAttribute).Assembly.GetName().Name!;
    private static readonly string HostAssembly = typeof(FunctionScanner).Assembly.GetName().Name!;
    private static readonly string[] Framework = ["System", "Microsoft", "netstandard", "mscorlib", "Azure"];

    /// <summary>The assemblies reachable from <paramref name="roots"/> that refer to the functions API.</summary>
    public static IReadOnlyList<Assembly> Reachable(IEnumerable<Assembly?> roots)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { ApiAssembly, HostAssembly };
        var waiting = new Stack<Assembly>(roots.OfType<Assembly>().Distinct().Where(root => seen.Add(root.GetName().Name!)));
        var found = new List<Assembly>();
        while (waiting.TryPop(out var assembly))
        {
            var references = assembly.GetReferencedAssemblies();
            if (references.Any(reference => reference.Name == ApiAssembly))
                found.Add(assembly);
            foreach (var reference in references)
            {
                if (!IsFramework(reference.Name!) && seen.Add(reference.Name!) && TryLoad(reference) is { } loaded)
                    waiting.Push(loaded);
            }
        }
        return found;
    }

    public static IEnumerable<MethodInfo> Methods(IEnumerable<Assembly> assemblies) => Methods(assemblies.SelectMany(Types));

    /// <summary>Non-public ones are found too, so that they can be reported instead of being missed in silence.</summary>
    public static IEnumerable<MethodInfo> Methods(IEnumerable<Type> types) =>
        types.SelectMany(type => type.GetMethods(Declared)).Where(method => method.IsDefined(typeof(FunctionAttribute), inherit: false));

    private static IEnumerable<Type> Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes().Where(type => type.IsClass && type.Name[0] != '<');      // '<': made by the compiler
        }
        catch (ReflectionTypeLoadException partly)
        {
            return partly.Types.OfType<Type>();
        }
    }

    private static bool IsFramework(string name) =>
        Framework.Any(prefix => name == prefix || (name.StartsWith(prefix, StringComparison.Ordinal) && name[prefix.Length] == '.'));

    private static Assembly? TryLoad(AssemblyName name)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception error) when (error is FileNotFoundException or FileLoadException or BadImageFormatException)
        {
            return null;        // a reference that is not deployed: nothing in it can be a function of this app
        }
    }
}
