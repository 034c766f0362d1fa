using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using OpenClaw.Operations;

namespace OpenClaw.Kubernetes;

/// <summary>Sends requests to one API server: signs in, retries what is safe, and turns every failure into an <see cref="OpenClawException"/>.</summary>
/// <param name="connection">How to reach the server, and as whom.</param>
/// <param name="context">Takes debug lines and the server's warnings.</param>
/// <param name="time">The clock of waits.</param>
internal sealed class KubernetesHttp(KubernetesConnection connection, OperationContext context, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(60);

    private static readonly ProductInfoHeaderValue UserAgent = new(
        "OpenClaw.PowerShell",
        typeof(KubernetesHttp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0");

    private readonly HttpMessageInvoker _invoker = new(KubernetesHandler.Create(connection));
    private readonly ServerWarnings _warnings = new(context);
    private readonly Uri _root = new(connection.Server.AbsoluteUri.TrimEnd('/') + "/");

    /// <summary>How to reach the server.</summary>
    public KubernetesConnection Connection => connection;

    /// <inheritdoc/>
    public void Dispose() => _invoker.Dispose();

    /// <summary>Sends a request and reads its answer; both are repeated where that is safe.</summary>
    /// <typeparam name="T">What is made of the answer.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="read">Reads a successful answer and disposes it, unless it hands it on.</param>
    /// <param name="cancellationToken">Stops everything.</param>
    public async Task<T> SendAsync<T>(
        ApiRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var refreshed = false;
        for (var attempt = 1; ; attempt++)
        {
            var (answer, failure) = await AttemptAsync(request, read, refreshToken: false, cancellationToken).ConfigureAwait(false);
            if (failure is { Unauthorized: true } && !refreshed && connection.GetTokenAsync is not null)
            {
                refreshed = true;
                (answer, failure) = await AttemptAsync(request, read, refreshToken: true, cancellationToken).ConfigureAwait(false);
            }

            if (failure is null)
                return answer!;
            var wait = failure.RetryAfter ?? RetryPolicy.Backoff(attempt, TimeSpan.FromSeconds(8));
            if (!failure.Transient || !request.Retried || attempt == RetryPolicy.MaxAttempts || wait > RetryPolicy.LongestRetryAfter
                || time.GetElapsedTime(started) > RetryPolicy.Budget)
            {
                throw failure.Error;
            }

            context.Debug(string.Create(CultureInfo.InvariantCulture, $"Next attempt in {wait.TotalSeconds:0.0} s"));
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(T? Answer, Failure? Failure)> AttemptAsync<T>(
        ApiRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, bool refreshToken, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(AnswerTimeout);
        var watch = Stopwatch.StartNew();
        var outcome = "no answer";
        HttpResponseMessage? response = null;
        try
        {
            using var message = await MessageAsync(request, refreshToken, cancellationToken).ConfigureAwait(false);
            response = await _invoker.SendAsync(message, timeout.Token).ConfigureAwait(false);
            outcome = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
            _warnings.Report(response.Headers.Warning);
            if (response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.SwitchingProtocols
                || request.ReadsRefusal(response.StatusCode))
            {
                return (await read(response, request.Streaming ? cancellationToken : timeout.Token).ConfigureAwait(false), null);
            }

            using (response)
                return (default, await RefusedAsync(request, response, timeout.Token).ConfigureAwait(false));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            response?.Dispose();
            outcome = (e.GetBaseException() as System.Net.Sockets.SocketException)?.SocketErrorCode.ToString() ?? "broken off";
            return (default, new(ConnectionErrors.Create(connection, e), RetryPolicy.IsTransient(e, request.Repeatable)));
        }
        catch (UnexpectedAnswerException)
        {
            using (response)
                return (default, new(UnexpectedAnswer.Create(connection, response!), Transient: false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            response?.Dispose();
            return (default, new(ConnectionErrors.Silent(connection, AnswerTimeout), request.Repeatable));
        }
        catch
        {
            response?.Dispose();
            throw;
        }
        finally
        {
            context.Debug($"{request.Method} /{request.PathAndQuery} -> {outcome} ({watch.ElapsedMilliseconds} ms)");
        }
    }

    private async Task<Failure> RefusedAsync(ApiRequest request, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = await JsonBody.ReadStatusAsync(response, cancellationToken).ConfigureAwait(false);
        OpenClawException error = status is null
            ? UnexpectedAnswer.Create(connection, response)
            : StatusErrors.Create(connection.Name, request.Verb, request.Target, status);
        return new(error, RetryPolicy.IsTransient(response.StatusCode, request.Repeatable))
        {
            Unauthorized = response.StatusCode == HttpStatusCode.Unauthorized,
            RetryAfter = RetryPolicy.Wait(response.Headers.RetryAfter, time.GetUtcNow()),
        };
    }

    private async ValueTask<HttpRequestMessage> MessageAsync(ApiRequest request, bool refreshToken, CancellationToken cancellationToken)
    {
        var message = new HttpRequestMessage(request.Method, new Uri(_root, request.PathAndQuery));
        message.Headers.UserAgent.Add(UserAgent);
        // The handler takes the name for SNI and for the certificate's check from here; it has no other place for it.
        message.Headers.Host = connection.TlsServerName;
        if (request.WebSocketProtocol is { } protocol)
        {
            WebSocketUpgrade.AddHeaders(message, protocol);
        }
        else
        {
            message.Headers.Accept.Add(new("application/json"));
            (message.Version, message.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower);
        }
        if (request.Body is { } body)
            message.Content = new ByteArrayContent(body) { Headers = { ContentType = new(request.ContentType) } };
        foreach (var (name, value) in connection.Impersonate?.Headers() ?? [])
            message.Headers.TryAddWithoutValidation(name, value);
        if (connection.GetTokenAsync is { } getToken && await getToken(refreshToken, cancellationToken).ConfigureAwait(false) is { } token)
        {
            message.Headers.Authorization = new("Bearer", token);
        }
        else if (connection.BasicCredential is { } basic)
        {
            message.Headers.Authorization =
                new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{basic.UserName}:{basic.Password}")));
        }

        return message;
    }

    private sealed record Failure(OpenClawException Error, bool Transient)
    {
        public bool Unauthorized { get; init; }

        public TimeSpan? RetryAfter { get; init; }
    }
}
