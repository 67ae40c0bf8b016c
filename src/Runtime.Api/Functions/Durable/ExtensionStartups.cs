using Microsoft.Azure.Functions.Worker.Core;

namespace Microsoft.Azure.Functions.Worker.Extensions.DurableTask
{
    /// <summary>Adds durable functions at the start.</summary>
    public sealed class DurableTaskExtensionStartup : WorkerExtensionStartup
    {
        /// <inheritdoc/>
        public override void Configure(IFunctionsWorkerApplicationBuilder applicationBuilder) =>
            applicationBuilder.ConfigureDurableExtension();
    }
}

namespace Microsoft.Azure.Functions.Worker
{
    /// <summary>Adds blob triggers and bindings at the start.</summary>
    public class BlobStorageExtensionStartup : WorkerExtensionStartup
    {
        /// <inheritdoc/>
        public override void Configure(IFunctionsWorkerApplicationBuilder applicationBuilder) =>
            applicationBuilder.ConfigureBlobStorageExtension();
    }
}
