using System.Text.Json;
using Workflows.Contracts.Tools;
using Workflows.Tools.Schema;

namespace Workflows.Tools;

/// <summary>Makes a tool from a method and a record of its arguments. docs/tools.md has an example.</summary>
public static class Tool
{
    /// <summary>A tool that needs time.</summary>
    /// <typeparam name="TArguments">
    /// A record; its JSON schema is the tool's. A parameter with a default value is optional, and <c>[Description]</c> tells the model what it is.
    /// </typeparam>
    /// <param name="name">Letters, digits, underscore and hyphen, at most 64.</param>
    /// <param name="description">What it does, and when to use it.</param>
    /// <param name="effect">What it does to the world.</param>
    /// <param name="run">Does the work.</param>
    /// <param name="configure">Sets limits and the rest; null for the defaults.</param>
    public static ITool Create<TArguments>(
        string name,
        string description,
        ToolEffect effect,
        Func<TArguments, ToolRequest, CancellationToken, Task<ToolResult>> run,
        Func<ToolDescriptor, ToolDescriptor>? configure = null)
        where TArguments : notnull
    {
        var plain = new ToolDescriptor(name, description, SchemaOf.Type<TArguments>(), effect, "builtin") { Idempotent = effect == ToolEffect.ReadOnly };
        return new TypedTool<TArguments>(configure?.Invoke(plain) ?? plain, run);
    }

    /// <summary>A tool that answers at once.</summary>
    /// <typeparam name="TArguments">A record of its arguments.</typeparam>
    /// <param name="name">Letters, digits, underscore and hyphen, at most 64.</param>
    /// <param name="description">What it does, and when to use it.</param>
    /// <param name="effect">What it does to the world.</param>
    /// <param name="run">Does the work.</param>
    /// <param name="configure">Sets limits and the rest; null for the defaults.</param>
    public static ITool Create<TArguments>(
        string name,
        string description,
        ToolEffect effect,
        Func<TArguments, ToolResult> run,
        Func<ToolDescriptor, ToolDescriptor>? configure = null)
        where TArguments : notnull =>
        Create<TArguments>(name, description, effect, (arguments, _, _) => Task.Run(() => run(arguments)), configure);

    /// <summary>A tool that computes, and stops when nobody waits for it any more: a result that was given up must not keep a processor.</summary>
    internal static ITool CreateEndable<TArguments>(string name, string description, Func<TArguments, CancellationToken, ToolResult> run)
        where TArguments : notnull =>
        Create<TArguments>(name, description, ToolEffect.ReadOnly, (arguments, _, token) => Task.Run(() => run(arguments, token), token));

    private sealed class TypedTool<TArguments>(
        ToolDescriptor descriptor, Func<TArguments, ToolRequest, CancellationToken, Task<ToolResult>> run) : ITool
        where TArguments : notnull
    {
        public ToolDescriptor Descriptor { get; } = descriptor;

        public Task<ToolResult> RunAsync(ToolRequest request, CancellationToken cancellationToken) =>
            run(Read(request.Arguments), request, cancellationToken);

        private static TArguments Read(JsonElement arguments)
        {
            try
            {
                return arguments.Deserialize<TArguments>(ToolJson.Options)!;
            }
            catch (JsonException error)
            {
                throw new ToolException(ToolErrorKind.InvalidArguments, $"The arguments cannot be read: {error.Message}", error);
            }
        }
    }
}
