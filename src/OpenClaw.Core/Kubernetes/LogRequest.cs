using System.Globalization;

namespace OpenClaw.Kubernetes;

/// <summary>Makes the request for a container's log.</summary>
internal static class LogRequest
{
    /// <summary>Makes the request.</summary>
    /// <param name="ns">Namespace.</param>
    /// <param name="pod">Pod.</param>
    /// <param name="options">Which part of the log.</param>
    public static ApiRequest Create(string ns, string pod, LogOptions options)
    {
        var resource = new ResourceName(ResourceKind.Pod, ns, pod);
        var query = new QueryString()
            .Add("container", options.Container)
            .Add("tailLines", options.TailLines?.ToString(CultureInfo.InvariantCulture))
            .Add("follow", options.Follow ? "true" : null)
            .Add("previous", options.Previous ? "true" : null)
            .Add("sinceSeconds", options.Since is { } since
                ? Math.Max(1, (long)Math.Ceiling(since.TotalSeconds)).ToString(CultureInfo.InvariantCulture)
                : null)
            .Add("timestamps", options.Timestamps ? "true" : null);
        return new(HttpMethod.Get, $"{resource.Path}/log{query}", "read the log of", resource) { Streaming = true };
    }
}
