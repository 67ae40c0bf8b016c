using Microsoft.Azure.Functions.Worker;
using Workflows.Contracts.Models;

namespace Workflows.Activities.Models;

/// <summary>One model call.</summary>
/// <param name="models">Asks the model.</param>
/// <param name="readers">Read the material of calls that name some.</param>
public sealed class AskModelActivity(ModelGateway models, IEnumerable<IMaterialReader> readers)
{
    /// <summary>Asks once. Every expected end, a failure too, is a result and not an exception.</summary>
    /// <param name="call">The question.</param>
    /// <param name="cancellationToken">Gives up.</param>
    [Function("AskModel")]
    public async Task<ModelResult> RunAsync([ActivityTrigger] ModelCall call, CancellationToken cancellationToken)
    {
        if (call.Material is not { } material)
            return new ModelResult(await models.AskAsync(call, cancellationToken));
        if (readers.FirstOrDefault(reader => reader.Kind == material.Kind) is not { } reader)
            return new ModelResult(new InvalidRequest($"Nobody reads material of the kind '{material.Kind}': register an IMaterialReader for it."));
        var text = await reader.ReadAsync(material.Data, cancellationToken);
        return new ModelResult(await models.AskAsync(With(call, text), cancellationToken));
    }

    // Before the first turn of the user, which is one message with it: some models lose a message that no answer follows.
    private static ModelCall With(ModelCall call, string text) => call.UserText.Length == 0 && call.Turns is [{ Role: TurnRole.User } first, ..]
        ? call with { Material = null, Turns = [first with { Text = text + first.Text }, .. call.Turns.Skip(1)] }
        : call with { Material = null, UserText = text + call.UserText };
}
