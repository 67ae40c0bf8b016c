using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.Extensions.Options;
using Workflows.Activities.Models.Costs;

namespace Workflows.Functions.Triggers;

/// <summary>What models cost, over HTTP.</summary>
/// <param name="ledger">Where the ledger is.</param>
public sealed class ShowCosts(IOptions<CostLedgerOptions> ledger)
{
    /// <summary>
    /// <c>GET /api/v1/costs?by=run|agent|model|day|tenant|task|all&amp;since=2031-03-14&amp;run=ID</c>: an array of sums, the most expensive first;
    /// by model unless told. Answers 400 for an unknown grouping or day.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">The caller hung up.</param>
    [Function("ShowCosts")]
    public async Task<HttpResponseData> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "v1/costs")] HttpRequestData request, CancellationToken cancellationToken)
    {
        var by = request.Query["by"] ?? "model";
        if (!CostReport.Groupings.Contains(by, StringComparer.Ordinal))
            return await RefuseAsync(request, $"'by' is one of {string.Join(", ", CostReport.Groupings)}.", cancellationToken);
        DateOnly? since = null;
        if (request.Query["since"] is { } text)
        {
            if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
                return await RefuseAsync(request, "'since' is a day, as 2031-03-14.", cancellationToken);
            since = day;
        }

        var response = request.CreateResponse(HttpStatusCode.OK);
        response.Headers.Add("Content-Type", "application/json; charset=utf-8");
        var sums = CostReport.Read(ledger.Value.Folder, by, since, request.Query["run"]);
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(sums, JsonSerializerOptions.Web), cancellationToken);
        return response;
    }

    private static async Task<HttpResponseData> RefuseAsync(HttpRequestData request, string problem, CancellationToken cancellationToken)
    {
        var response = request.CreateResponse(HttpStatusCode.BadRequest);
        response.Headers.Add("Content-Type", "application/problem+json; charset=utf-8");
        var body = JsonSerializer.SerializeToUtf8Bytes(new { title = "The request is not valid", status = 400, detail = problem });
        await response.Body.WriteAsync(body, cancellationToken);
        return response;
    }
}
