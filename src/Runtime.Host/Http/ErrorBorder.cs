using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Runtime.Host.Invocation;
using Runtime.Host.Logging;
using Workflows.Runtime;

namespace Runtime.Host.Http;

/// <summary>The one place where an exception becomes an answer. Details go to the log, under the correlation id the caller gets.</summary>
internal sealed class ErrorBorder(RequestDelegate next, ILogger<ErrorBorder> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception error) when (
            http.RequestAborted.IsCancellationRequested && error is OperationCanceledException or ConnectionResetException)
        {
            logger.CallerLeft(http.Request.Method, http.Request.Path);
        }
        catch (BadInputException error)
        {
            await AnswerAsync(http, error.Status, error.Message, error, member: error.Field is { } field ? ("field", field) : null);
        }
        catch (BadHttpRequestException error)
        {
            await AnswerAsync(http, error.StatusCode, Explain(error), error);
        }
        catch (FunctionTimeoutException error)
        {
            await FailAsync(http, StatusCodes.Status504GatewayTimeout, "The function ran longer than it may.", error);
        }
        catch (Exception error)
        {
            const string detail = "The function failed. The host's log has the details under the correlation id.";
            await FailAsync(http, StatusCodes.Status500InternalServerError, detail, error);
        }
    }

    private static string Explain(BadHttpRequestException error) => error.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => "The request body is larger than this host accepts.",
        StatusCodes.Status408RequestTimeout => "The request body came too slowly.",
        _ => "The request is malformed.",
    };

    private async Task FailAsync(HttpContext http, int status, string detail, Exception error)
    {
        var correlationId = Activity.Current?.TraceId.ToString() ?? Guid.NewGuid().ToString("N");
        logger.RequestFailed(error, http.Request.Method, http.Request.Path, correlationId);
        await AnswerAsync(http, status, detail, error, ("correlationId", correlationId));
    }

    private async Task AnswerAsync(HttpContext http, int status, string detail, Exception error, (string Name, string Value)? member = null)
    {
        if (http.Response.HasStarted)
        {
            logger.AnswerCutShort(error, http.Request.Method, http.Request.Path);
            http.Abort();       // half an answer is out: closing the connection is the only way left to say that it is not whole
            return;
        }
        await Problem.WriteAsync(http, status, detail, member);
    }
}
