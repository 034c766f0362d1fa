using System.Text;

namespace OpenClaw.Kubernetes;

/// <summary>An answer that comes line by line for as long as the server has something to say.</summary>
internal sealed class StreamedLines : IDisposable
{
    private readonly KubernetesConnection _connection;
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private StreamedLines(KubernetesConnection connection, HttpResponseMessage response, Stream stream)
    {
        (_connection, _response) = (connection, response);
        _reader = new(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 16 * 1024);
    }

    /// <summary>Sends a request and gets ready to read the answer.</summary>
    /// <param name="http">The way to the server.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    public static Task<StreamedLines> OpenAsync(KubernetesHttp http, ApiRequest request, CancellationToken cancellationToken) =>
        http.SendAsync(
            request with { Streaming = true },
            async (response, token) =>
                new StreamedLines(http.Connection, response, await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false)),
            cancellationToken);

    /// <summary>Reads a line; null at the end.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="OpenClawException">The connection broke.</exception>
    public async ValueTask<string?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw ConnectionErrors.Create(_connection, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _reader.Dispose();
        _response.Dispose();
    }
}
