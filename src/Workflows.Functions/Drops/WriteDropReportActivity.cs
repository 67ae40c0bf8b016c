using Microsoft.Azure.Functions.Worker;
using Workflows.Contracts.Batches;
using Workflows.Functions.Report;

namespace Workflows.Functions.Drops;

/// <summary>Writes reports beside drops.</summary>
/// <param name="drops">Where they lie.</param>
public sealed class WriteDropReportActivity(IDropStore drops)
{
    /// <summary>Writes both reports; the one for people last, so that whoever sees it finds the other. Repeated, it writes the same.</summary>
    /// <param name="written">The drop and its report.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The blob of the report for people.</returns>
    [Function("WriteDropReport")]
    public async Task<string> RunAsync([ActivityTrigger] DropReport written, CancellationToken cancellationToken)
    {
        var (container, blob) = (written.Drop.Container, written.Drop.Blob);
        await drops.WriteAsync(container, DropNames.Json(blob), ReportJson.Render(written.Report), cancellationToken);
        await drops.WriteAsync(container, DropNames.Markdown(blob), MarkdownReport.Render(written.Report), cancellationToken);
        drops.Close(written.Key);
        return DropNames.Markdown(blob);
    }
}
