using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace GpuHost.Service;

/// <summary>
/// A host of its own must be told where its queue is: the default, a store in a folder, belongs to one process, so nobody else could send it anything.
/// </summary>
internal sealed class StorageSettingCheck(IConfiguration configuration) : IValidateOptions<FileHostOptions>
{
    private const string Default = "AzureWebJobsStorage";

    public ValidateOptionsResult Validate(string? name, FileHostOptions options)
    {
        if (!options.InProcess)
            return ValidateOptionsResult.Fail("GpuHost:InProcess is false: it tells an app to leave batches to this program, which has nothing to do then.");
        var connection = string.IsNullOrEmpty(options.Connection) ? Default : options.Connection;
        return IsSet(connection) || IsSet("AzureWebJobs" + connection)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{connection} is not set: a connection string, or {connection}__accountName, tells where the queue is.");
    }

    private bool IsSet(string connection) =>
        !string.IsNullOrEmpty(configuration[connection]) || !string.IsNullOrEmpty(configuration.GetConnectionString(connection))
        || configuration.GetSection(connection).GetChildren().Any();
}
