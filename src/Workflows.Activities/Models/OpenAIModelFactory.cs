using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace Workflows.Activities.Models;

/// <summary>OpenAI's chat completions protocol: OpenAI, Azure OpenAI's v1 address, and every server that speaks it.</summary>
internal sealed class OpenAIModelFactory(ModelHttp http) : IModelClientFactory
{
    public bool Serves(ModelProvider provider) =>
        provider is ModelProvider.OpenAI or ModelProvider.AzureOpenAI or ModelProvider.OpenAICompatible;

    public IChatClient Create(NamedModel model)
    {
        var options = new OpenAIClientOptions
        {
            Transport = new HttpClientPipelineTransport(http.CreateClient(model)),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = model.Timeout + TimeSpan.FromMinutes(1),       // never before the gateway's
            ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
        };
        if (model.Endpoint is { } endpoint)
            options.Endpoint = endpoint;

        // Only OpenAI's own models know max_completion_tokens for certain; the older name is what other servers understand.
        var limit = model.Provider == ModelProvider.OpenAICompatible ? OutputLimitName.MaxTokens : OutputLimitName.MaxCompletionTokens;
#pragma warning disable OPENAI001 // marked experimental; the other constructors insist on a bearer key, and the package's version is pinned
        return new OpenAIChatClient(new ChatClient(model.Model, Authentication(model), options), model.Model, limit);
#pragma warning restore OPENAI001
    }

    private static AuthenticationPolicy Authentication(NamedModel model) => model switch
    {
        { Key: null } => new NoAuthentication(),
        { Provider: ModelProvider.AzureOpenAI } =>
            ApiKeyAuthenticationPolicy.CreateHeaderApiKeyPolicy(new ApiKeyCredential(model.Key.Reveal()), "api-key"),
        _ => ApiKeyAuthenticationPolicy.CreateBearerAuthorizationPolicy(new ApiKeyCredential(model.Key.Reveal())),
    };
}
