using Microsoft.Extensions.AI;
using Workflows.Activities.Models.Extractive;

namespace Workflows.Activities.Models;

/// <summary>The built-in model: no weights, no network, no key.</summary>
internal sealed class ExtractiveModelFactory : IModelClientFactory
{
    public bool Serves(ModelProvider provider) => provider == ModelProvider.Extractive;

    public IChatClient Create(NamedModel model) => new ExtractiveChatClient();
}
