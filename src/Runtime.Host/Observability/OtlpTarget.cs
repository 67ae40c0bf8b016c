using OpenTelemetry.Exporter;

namespace Runtime.Host.Observability;

/// <summary>Where one signal goes over OTLP.</summary>
/// <param name="Endpoint">The whole address, path included.</param>
/// <param name="IsGrpc">gRPC; otherwise protobuf over HTTP/1.1.</param>
/// <param name="Headers">Headers as <c>name=value,name=value</c>; null for none.</param>
/// <param name="TimeoutMs">How long one export may take; null for the exporter's own ten seconds.</param>
internal sealed record OtlpTarget(Uri Endpoint, bool IsGrpc, string? Headers, int? TimeoutMs)
{
    public void Apply(OtlpExporterOptions exporter)
    {
        exporter.Endpoint = Endpoint;
        exporter.Protocol = IsGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
        if (Headers is not null)
            exporter.Headers = Headers;
        if (TimeoutMs is { } limit)
            exporter.TimeoutMilliseconds = limit;
    }
}
