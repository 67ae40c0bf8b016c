using System.Security.Cryptography;
using System.Text;
using GpuHost.Core;
using Workflows.Contracts.Batches;

namespace GpuHost;

/// <summary>
/// Names what decides what is found out about a content: the rules, the program and the work. Two hosts with the same name give the same results; what
/// one name knows is never taken for what another would find.
/// </summary>
internal sealed class Definition
{
    private readonly string common;

    /// <param name="rules">The text of the rules file; null: the built-in rules, which are part of the program.</param>
    public Definition(string? rules) =>

        // The compiler gives an assembly another version id whenever something in it changes; the build is deterministic.
        common = Hex($"core {typeof(FileCore).Assembly.ManifestModule.ModuleVersionId} {rules}");

    /// <summary>Rules and program, 32 hex digits: a folder's name.</summary>
    public string Common => common;

    /// <summary>Everything, 32 hex digits.</summary>
    public string Of(BatchWork work) => Hex($"{common} {work.Tokens} {work.Measures} {work.Containers}");

    private static string Hex(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
