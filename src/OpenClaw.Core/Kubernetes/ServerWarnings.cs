using System.Collections.Concurrent;
using System.Net.Http.Headers;
using OpenClaw.Operations;

namespace OpenClaw.Kubernetes;

/// <summary>Hands the API server's warnings (deprecated versions, unknown fields, Pod Security) on to the user, each once.</summary>
/// <param name="context">Takes them.</param>
internal sealed class ServerWarnings(OperationContext context)
{
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);

    /// <summary>Reports the warnings of an answer.</summary>
    /// <param name="headers">Its Warning headers.</param>
    public void Report(IEnumerable<WarningHeaderValue> headers)
    {
        foreach (var text in headers.Where(static h => h.Code == 299).Select(static h => Unquote(h.Text)))
        {
            if (_seen.TryAdd(text, true))
                context.Warning(text);
        }
    }

    private static string Unquote(string text) =>
        text.Trim('"').Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
}
