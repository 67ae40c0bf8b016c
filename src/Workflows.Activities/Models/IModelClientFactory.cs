using Microsoft.Extensions.AI;

namespace Workflows.Activities.Models;

/// <summary>Makes the client of a configured model. One implementation for each protocol.</summary>
internal interface IModelClientFactory
{
    bool Serves(ModelProvider provider);

    /// <summary>Called once for each model, on its first use. The client leaves retries to its caller.</summary>
    IChatClient Create(NamedModel model);
}
