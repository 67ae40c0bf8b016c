namespace Repository.Tests.Rules;

/// <summary>Files that may break a rule, each with its reason. An entry that is no longer needed fails a test.</summary>
internal static class Exemptions
{
    /// <summary>Rule, path (or the folder it is in, ending with a slash), reason.</summary>
    public static readonly (string Rule, string Path, string Reason)[] All =
    [
        (nameof(Habits.OpenClasses), "src/Runtime.Api/", "mirrors public types that are open in the packages it stands in for"),
        (nameof(Habits.OpenClasses), "src/Runtime.Host/Hosting/FunctionsApplication.cs", "mirrors a public type that is open"),
        (nameof(Habits.AsyncVoid), "tests/Runtime.Host.Tests/Discovery/FunctionDiscoveryTests.cs", "the mistake that the test shows discovery"),
        (nameof(Habits.Blocking), "src/Runtime.Storage/Embedded/EmbeddedBlobHandler.cs", "the Azure SDK's synchronous members end in a synchronous handler"),
        (nameof(HouseLimits.Parameters), "src/Runtime.Api/", "mirrors public signatures"),
        (nameof(HouseLimits.Parameters), "src/GpuHost/Core/Cuda/Driver/CudaNative.cs", "the signature of cuLaunchKernel"),
    ];

    public static IEnumerable<string> Apply(string rule, IEnumerable<string> violations) =>
        violations.Where(violation => !All.Any(entry => entry.Rule == rule && Covers(entry.Path, violation)));

    public static bool Covers(string path, string violation) =>
        violation.StartsWith(path.EndsWith('/') ? path : path + ":", StringComparison.Ordinal);
}
