using System.ClientModel.Primitives;

namespace Workflows.Activities.Models;

/// <summary>For servers without keys, as most on one's own machine are: sends no Authorization header at all.</summary>
internal sealed class NoAuthentication : AuthenticationPolicy
{
    public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex) =>
        ProcessNext(message, pipeline, currentIndex);

    public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex) =>
        ProcessNextAsync(message, pipeline, currentIndex);
}
