namespace OpenClaw.Kubernetes;

/// <summary>One request to the API server, ready to be sent any number of times.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="PathAndQuery">Path below the server's address, without a leading slash, and query.</param>
/// <param name="Verb">What is to be done with it, for messages: <c>get</c>, <c>list</c>, <c>apply</c> ...</param>
/// <param name="Target">What it is about, for messages.</param>
internal sealed record ApiRequest(HttpMethod Method, string PathAndQuery, string Verb, object Target)
{
    /// <summary>The JSON to send, or null.</summary>
    public byte[]? Body { get; init; }

    /// <summary>Content type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>
    /// True when sending it twice does no harm, so that it is sent again after a 5xx or a broken connection;
    /// otherwise only when the server cannot have acted on it (429, no connection).
    /// </summary>
    public bool Repeatable { get; init; } = Method == HttpMethod.Get;

    /// <summary>The WebSocket sub-protocol to change to, or null.</summary>
    public string? WebSocketProtocol { get; init; }

    /// <summary>Whether it may be sent again at all; false where the caller does that.</summary>
    public bool Retried { get; init; } = true;

    /// <summary>Which refusals are handed over to be read instead of becoming an error.</summary>
    public Func<System.Net.HttpStatusCode, bool> ReadsRefusal { get; init; } = static _ => false;

    /// <summary>Whether the answer is read as it comes, for as long as it comes.</summary>
    public bool Streaming { get; init; }
}
