using Workflows.Contracts.Models;

namespace Workflows.Activities.Models;

/// <summary>
/// Carries a failure from the HTTP border through a provider's package to the gateway. Its text is the failure's: no key in it.
/// </summary>
internal sealed class ProviderCallException(ModelFailure failure) : Exception(failure.Message)
{
    public ModelFailure Failure { get; } = failure;
}
