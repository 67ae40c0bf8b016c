using Anthropic;
using Anthropic.Core;
using Microsoft.Extensions.AI;

namespace Workflows.Activities.Models;

/// <summary>Anthropic's messages protocol, through Anthropic's own package and its own <see cref="IChatClient"/>.</summary>
internal sealed class AnthropicModelFactory(ModelHttp http) : IModelClientFactory
{
    private static readonly Uri PublicEndpoint = new("https://api.anthropic.com");

    public bool Serves(ModelProvider provider) => provider == ModelProvider.Anthropic;

    public IChatClient Create(NamedModel model)
    {
        // All of it is set, because the package takes what is not from environment variables of its own.
        var client = new AnthropicClient(new ClientOptions
        {
            ApiKey = model.Key!.Reveal(),
            AuthToken = null,
            BaseUrl = (model.Endpoint ?? PublicEndpoint).AbsoluteUri.TrimEnd('/'),
            HttpClient = http.CreateClient(model),
            MaxRetries = 0,
            Timeout = model.Timeout + TimeSpan.FromMinutes(1),      // never before the gateway's
        });
        return new AnthropicTemperature(client.AsIChatClient(model.Model, model.MaxOutputTokens));
    }
}
