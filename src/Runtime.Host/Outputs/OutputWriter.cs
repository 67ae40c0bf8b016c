using System.Collections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Runtime.Host.Http;
using Runtime.Host.Invocation;
using Runtime.Host.Settings;
using Runtime.Host.Triggers;
using Workflows.Storage;

namespace Runtime.Host.Outputs;

/// <summary>Sends what a function returned to the queues and blobs that its attributes name. The call fails when that fails.</summary>
internal static class OutputWriter
{
    /// <summary>Takes the result apart, so that middleware sees the outputs before they go out.</summary>
    public static void Collect(InvocationContext context)
    {
        foreach (var output in context.Function.Model.Outputs)
        {
            if (output.Property is not null)
                context.Bindings.Outputs[output.Name] = context.Result is { } result ? output.Property.GetValue(result) : null;
        }
    }

    public static async Task WriteAsync(InvocationContext context)
    {
        var services = context.InstanceServices;
        var accounts = services.GetRequiredService<IStorageAccounts>();
        foreach (var output in context.Function.Model.Outputs)
        {
            var value = output.Property is null ? context.Result : context.Bindings.Outputs[output.Name];
            if (value is null)
                continue;
            var account = await accounts.GetAsync(output.Connection, context.CancellationToken);
            await (output.Container is null ? SendAsync(context, account, output, value) : UploadAsync(context, account, output, value));
        }
        AnswerNothingElse(context);
    }

    /// <summary>A text, and bytes, are one message; every other sequence is one message for each element.</summary>
    private static async Task SendAsync(InvocationContext context, IStorageAccount account, OutputBinding output, object value)
    {
        var encoding = context.InstanceServices.GetRequiredService<HostJson>().Queues.Encoding;
        var queue = account.Queue(Fill(output.Target, context));
        await queue.CreateAsync(context.CancellationToken);
        var isMany = value is IEnumerable and not (string or byte[] or BinaryData or IDictionary);
        foreach (var item in isMany ? (IEnumerable)value : new[] { value })
        {
            if (item is null)
                continue;
            var bytes = await ContentReader.WriteAsync(item, context.InstanceServices, context.CancellationToken);
            await queue.SendAsync(QueueBody.Encode(bytes, encoding), options: null, context.CancellationToken);
        }
    }

    private static async Task UploadAsync(InvocationContext context, IStorageAccount account, OutputBinding output, object value)
    {
        var container = account.Container(Fill(output.Container!, context));
        await container.CreateAsync(context.CancellationToken);
        var name = Fill(output.Target, context);
        if (value is Stream stream)
        {
            await using (stream)
                await container.UploadAsync(name, stream, options: null, context.CancellationToken);
            return;
        }
        var bytes = await ContentReader.WriteAsync(value, context.InstanceServices, context.CancellationToken);
        using var content = new MemoryStream(bytes.ToArray(), writable: false);
        await container.UploadAsync(name, content, options: null, context.CancellationToken);
    }

    // The result went elsewhere, and no part of it is meant for the caller.
    private static void AnswerNothingElse(InvocationContext context)
    {
        if (context.Source.Http is not { } http || context.Result is not { } result)
            return;
        if (context.Function.Model.Outputs.Any(output => output.Property is null) || !ResultWriter.HasAnswer(result.GetType()))
        {
            context.Result = null;
            if (!http.Response.HasStarted)
                http.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private static string Fill(BindingTemplate template, InvocationContext context) =>
        template.Fill(context.BindingContext.BindingData, context.Function.Model.Name, context.Clock);
}
