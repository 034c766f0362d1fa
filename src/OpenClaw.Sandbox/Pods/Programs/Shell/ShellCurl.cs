using System.Globalization;
using System.Text;

namespace OpenClaw.Sandbox.Pods.Programs.Shell;

/// <summary>
/// Plays curl in a container: one GET over http to a Service of the cluster, with <c>-m</c>, <c>-w</c>, <c>-H</c> and headers from
/// <c>-K -</c>. Exit codes and words are curl's. The answer's body is not shown.
/// </summary>
/// <param name="proxy">The sandbox's stand-in for the cluster's network.</param>
internal sealed class ShellCurl(Uri proxy)
{
    private const int NotResolved = 6;
    private const int NotConnected = 7;
    private const int TimedOut = 28;

    public async Task<int> RunAsync(IReadOnlyList<string> words, Stream? input, Stream output, Stream error, CancellationToken cancellationToken)
    {
        var url = words.LastOrDefault(static word => word.StartsWith("http://", StringComparison.Ordinal));
        if (url is null)
            return await FailAsync(3, "URL rejected: the sandbox's curl knows http only", error, cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        foreach (var header in await HeadersAsync(words, input, cancellationToken))
            request.Headers.TryAddWithoutValidation(header.Split(':', 2)[0], header.Split(':', 2).ElementAtOrDefault(1)?.Trim());
        using var http = new HttpClient(new SocketsHttpHandler { Proxy = new System.Net.WebProxy(proxy), AllowAutoRedirect = false })
        {
            Timeout = TimeSpan.FromSeconds(double.TryParse(After(words, "-m"), CultureInfo.InvariantCulture, out var seconds) ? seconds : 300),
        };
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            if (response.Headers.TryGetValues(ClusterProxy.ErrorHeader, out var errors))
            {
                return errors.First().Contains("ENOTFOUND", StringComparison.Ordinal)
                    ? await FailAsync(NotResolved, $"Could not resolve host: {request.RequestUri!.Host}", error, cancellationToken)
                    : await FailAsync(NotConnected, $"Failed to connect to {request.RequestUri!.Host} port {request.RequestUri.Port} after 0 ms: Could not connect to server", error, cancellationToken);
            }

            var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            if (After(words, "-w") is { } format)
                await output.WriteAsync(Encoding.UTF8.GetBytes(format.Replace("%{http_code}", status, StringComparison.Ordinal)), cancellationToken);
            return 0;
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await FailAsync(TimedOut, "Operation timed out", error, cancellationToken);
        }
    }

    private static async Task<List<string>> HeadersAsync(IReadOnlyList<string> words, Stream? input, CancellationToken cancellationToken)
    {
        var headers = words.Select((word, index) => word == "-H" ? words.ElementAtOrDefault(index + 1) : null).OfType<string>().ToList();
        if (After(words, "-K") != "-" || input is null)
            return headers;
        using var reader = new StreamReader(input);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Split('=', 2) is [var name, var value] && name.Trim() == "header")
                headers.Add(value.Trim().Trim('"'));
        }

        return headers;
    }

    private static string? After(IReadOnlyList<string> words, string option)
    {
        for (var index = 0; index < words.Count - 1; index++)
        {
            if (words[index] == option)
                return words[index + 1];
        }

        return null;
    }

    private static async Task<int> FailAsync(int code, string text, Stream error, CancellationToken cancellationToken)
    {
        await error.WriteAsync(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"curl: ({code}) {text}\n")), cancellationToken);
        return code;
    }
}
