using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using GpuHost.Core.Cuda.Batches;
using GpuHost.Core.Cuda.Driver;
using GpuHost.Core.Rules;
using GpuHost.Core.Tiers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace GpuHost;

/// <summary>Checks all settings of the file host and tells all that is wrong, each with its setting.</summary>
internal sealed partial class FileHostOptionsCheck(IConfiguration configuration) : IValidateOptions<FileHostOptions>
{
    private const string Section = FileHostSettings.Section;

    private const int NameMax = 63 - 7;     // the poison queue's name is longer by "-poison"

    public ValidateOptionsResult Validate(string? name, FileHostOptions options)
    {
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), found, validateAllProperties: true);
        var problems = found.ConvertAll(error => $"{Section}:{error.MemberNames.FirstOrDefault()}: {error.ErrorMessage}");
        problems.AddRange(FileHostSettings.Problems(configuration));
        problems.AddRange(Names(options));
        problems.AddRange(Roots(options.Roots));
        problems.AddRange(Rules(options.RulesFile));
        if (found.Count == 0 && TierProblem(options) is { } problem)
            problems.Add($"{Section}:{nameof(FileHostOptions.Tier)}: {problem}");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Names(FileHostOptions options)
    {
        var names = new[]
        {
            (nameof(options.Queue), options.Queue), (nameof(options.DoneQueue), options.DoneQueue),
            (nameof(options.Results), options.Results), (nameof(options.Packs), options.Packs),
        };
        foreach (var (setting, value) in names)
        {
            if (value is null || value.Length is < 3 or > NameMax || !StorageName().IsMatch(value))
                yield return $"{Section}:{setting}: '{value}' is no name of a queue or container: 3 to {NameMax} lower-case letters, digits and single hyphens.";
        }

        if (options.Queue == options.DoneQueue)
            yield return $"{Section}:{nameof(options.DoneQueue)}: it is the queue of batches; name another one.";
        if (options.Results == options.Packs)
            yield return $"{Section}:{nameof(options.Packs)}: it is the container of results; name another one.";
    }

    private static IEnumerable<string> Roots(IReadOnlyList<string> roots) =>
        from root in roots
        let problem = !Path.IsPathFullyQualified(root) ? "is no full path" : !Directory.Exists(root) ? "is no folder that exists" : null
        where problem is not null
        select $"{Section}:{nameof(FileHostOptions.Roots)}: '{root}' {problem}.";

    private static IEnumerable<string> Rules(string? file)
    {
        if (file is null)
            return [];
        try
        {
            RuleSet.Parse(File.ReadAllText(file), Path.GetFileName(file));
            return [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or RuleFileException)
        {
            return [$"{Section}:{nameof(FileHostOptions.RulesFile)}: {error.Message}"];
        }
    }

    private static string? TierProblem(FileHostOptions options)
    {
        if (options.Tier != Tier.Cuda)
            return TierSet.Refusal(options.Tier);
        try
        {
            CudaDevice.Check(options.Core.Cuda);
            return null;
        }
        catch (CudaException fault)
        {
            return $"This machine does not have the tier {Tier.Cuda}: {fault.Message}";
        }
    }

    [GeneratedRegex("^[a-z0-9](?:-?[a-z0-9])*$", RegexOptions.None, 1000)]
    private static partial Regex StorageName();
}
