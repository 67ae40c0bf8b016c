using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Blobs;
using Runtime.Host.Discovery;
using Runtime.Host.Invocation;
using Workflows.Storage;

namespace Runtime.Host.Outputs;

/// <summary>Fetches the blob of a [BlobInput] parameter.</summary>
internal static class InputBlobReader
{
    /// <summary>Null when there is no such blob; a BlobClient all the same.</summary>
    public static async ValueTask<object?> ReadAsync(InvocationContext context, BoundParameter bound)
    {
        var input = bound.Input!;
        var accounts = context.InstanceServices.GetRequiredService<IStorageAccounts>();
        var account = await accounts.GetAsync(input.Connection, context.CancellationToken);
        var (data, function) = (context.BindingContext.BindingData, context.Function.Model.Name);
        var container = account.Container(input.Container.Fill(data, function, context.Clock));
        try
        {
            return await BlobContents.ReadAsync(
                container, input.Path.Fill(data, function, context.Clock), range: null, bound.Parameter.ParameterType,
                (context.InstanceServices, context.CancellationToken));
        }
        catch (StorageException error) when (error.Problem == StorageProblem.NotFound)
        {
            return bound.Parameter.ParameterType.IsValueType ? Activator.CreateInstance(bound.Parameter.ParameterType) : null;
        }
    }
}
