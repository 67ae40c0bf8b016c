using Microsoft.CodeAnalysis.CSharp.Syntax;
using Repository.Tests.Support;

namespace Repository.Tests.Rules;

/// <summary>
/// The engine's core is pure: no clock, no chance, no machine, no I/O, no threads and no logging.
/// Asking which thread one runs on is none.
/// </summary>
internal static class Purity
{
    /// <summary>Folders that hold the core.</summary>
    public static readonly string[] Folders = ["src/Runtime.Engine/Replay/", "src/Runtime.Engine/History/"];

    private static readonly string[] BannedTypes =
    [
        "Random", "RandomNumberGenerator", "Environment", "File", "Directory", "FileStream", "FileInfo", "Stopwatch", "HttpClient",
        "Socket", "Process", "ThreadPool", "Timer", "PeriodicTimer", "Parallel", "Console", "TimeProvider", "ILogger", "LoggerMessage",
        "LoggerMessageAttribute",
    ];

    private static readonly string[] BannedMembers =
    [
        "DateTime.Now", "DateTime.UtcNow", "DateTime.Today", "DateTimeOffset.Now", "DateTimeOffset.UtcNow", "Guid.NewGuid",
        "Guid.CreateVersion7", "Task.Run", "Task.Delay", "Task.Factory", "Thread.Sleep", "Thread.Yield", "Thread.Start",
    ];

    private static readonly string[] LogCalls =
        ["Log", "LogTrace", "LogDebug", "LogInformation", "LogWarning", "LogError", "LogCritical", "CreateLogger", "BeginScope"];

    public static IEnumerable<string> Find(SourceFile file) =>
        Types(file).Concat(Members(file)).Concat(Logging(file));

    /// <summary>A name as a type or as the left side of a static call; a member of our own that is called so is none.</summary>
    private static IEnumerable<string> Types(SourceFile file) =>
        from name in file.Nodes<SimpleNameSyntax>()
        where BannedTypes.Contains(name.Identifier.Text) || name is { Identifier.Text: "Thread", Parent: ObjectCreationExpressionSyntax }
        where name.Parent is not MemberAccessExpressionSyntax access || access.Expression == name
            || access.Expression.ToString().StartsWith("System", StringComparison.Ordinal)
            || access.Expression is AliasQualifiedNameSyntax
        select file.At(name, $"uses {name.Identifier.Text}");

    private static IEnumerable<string> Members(SourceFile file) =>
        from access in file.Nodes<MemberAccessExpressionSyntax>()
        let text = access.ToString()
        where BannedMembers.Any(banned => text == banned || text.EndsWith("." + banned, StringComparison.Ordinal))
        select file.At(access, $"uses {text}");

    private static IEnumerable<string> Logging(SourceFile file) =>
        from call in file.Nodes<InvocationExpressionSyntax>()
        let name = call.Expression is MemberAccessExpressionSyntax access ? access.Name.Identifier.Text : call.Expression.ToString()
        where LogCalls.Contains(name)
        select file.At(call, $"logs with {name}");
}
