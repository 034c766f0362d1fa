using System.Diagnostics;
using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;
using OpenClaw.Operations;

namespace OpenClaw.Azure;

/// <summary>Writes one debug line for each request: method, address, status, milliseconds. No bodies, no headers.</summary>
/// <param name="context">Takes the lines.</param>
internal sealed class RequestLogPolicy(OperationContext context) : HttpPipelinePolicy
{
    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await ProcessNextAsync(message, pipeline).ConfigureAwait(false);
        }
        finally
        {
            var outcome = message.HasResponse ? message.Response.Status.ToString(CultureInfo.InvariantCulture) : "no response";
            var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            context.Debug(string.Create(
                CultureInfo.InvariantCulture, $"{message.Request.Method} {Address(message.Request.Uri.ToUri())} {outcome} {elapsed:F0} ms"));
        }
    }

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);

    /// <summary>The address without the query, which in operation URLs holds a signature; only the API version is kept.</summary>
    internal static string Address(Uri uri)
    {
        const string ApiVersion = "api-version=";
        var version = uri.Query.TrimStart('?').Split('&').FirstOrDefault(p => p.StartsWith(ApiVersion, StringComparison.OrdinalIgnoreCase));
        return uri.GetLeftPart(UriPartial.Path) + (version is null ? "" : "?" + version);
    }
}
