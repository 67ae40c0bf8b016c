using System.CommandLine;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console;
using Workflows.Activities.Models;

namespace Workflows.Cli.Commands;

/// <summary><c>workflows models</c>: what is configured, how it is, and how it does on graded questions.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "List the configured models, and measure them.") { List(), ModelsBenchCommand.Create() };

    private static Command List()
    {
        var (hub, json, details) = (SharedOptions.Hub(), SharedOptions.Json(), SharedOptions.Details());
        var command = new Command("list", "List the configured models: what they can do, their price and health, and what was measured of them.") { hub, json, details };
        command.SetAction((parsed, token) => ErrorBorder.RunAsync(
            async () =>
            {
                await using var app = await AppHost.StartBesideAsync(parsed.GetValue(hub), token);
                var overview = app.Services.GetRequiredService<ModelOverview>();
                await ShowAsync(overview, parsed.GetValue(json));
                return ExitCode.Ok;
            },
            parsed.GetValue(details)));
        return command;
    }

    private static async Task ShowAsync(ModelOverview overview, bool json)
    {
        var models = overview.Read();
        if (json)
        {
            await Console.Out.WriteLineAsync(JsonSerializer.Serialize(new { overview.Default, Models = models }, JsonSerializerOptions.Web));
            return;
        }

        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("model", "provider", "capabilities", "context", "USD per million in/out", "region", "fallback", "health");
        foreach (var model in models)
            table.AddRow(Cells(model, overview.Default));
        AnsiConsole.Write(table);
        if (models.All(model => model.Measured.Count == 0))
            return;
        var measured = new Table().Border(TableBorder.Simple).AddColumns("model", "kind of work", "calls", "answered", "quality", "seconds", "USD a call");
        foreach (var model in models)
        {
            foreach (var one in model.Measured)
            {
                measured.AddRow(Markup.Escape(model.Info.Name), Markup.Escape(one.Task), $"{one.Calls:0}", $"{one.Answered:P0}",
                    one.Quality is { } quality ? $"{quality:0.00}" : "-", $"{one.Seconds:0.00}", $"{one.Usd:0.000000}");
            }
        }

        AnsiConsole.Write(measured);
    }

    private static string[] Cells(ModelStatus model, string standard)
    {
        var info = model.Info;
        return
        [
            Markup.Escape(info.Name == standard ? info.Name + " (default)" : info.Name),
            Markup.Escape($"{info.Provider} {info.Model}" + (model.IsLocalService ? ", started here" : "")),
            Markup.Escape(string.Join(", ", info.Capabilities)),
            info.ContextTokens is { } tokens ? $"{tokens}" : "-",
            info.InputPricePerMillion is { } input ? $"{input:0.####}/{info.OutputPricePerMillion:0.####}" : "unknown",
            Markup.Escape(info.Region ?? "-"),
            Markup.Escape(info.Fallback ?? "-"),
            Markup.Escape(model.Problem ?? "well"),
        ];
    }
}
