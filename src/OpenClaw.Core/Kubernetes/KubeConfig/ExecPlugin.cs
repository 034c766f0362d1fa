using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Resources;

namespace OpenClaw.Kubernetes;

/// <summary>Gets credentials from an exec plugin and keeps them until they end.</summary>
/// <param name="settings">Which program, and how to run it.</param>
/// <param name="connection">The cluster it is about.</param>
/// <param name="time">The clock that credentials end by; null is the system's.</param>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Reliability", "CA1001", Justification = "A SemaphoreSlim whose wait handle is never asked for holds nothing to dispose.")]
internal sealed class ExecPlugin(ExecPluginSettings settings, KubernetesConnection connection, TimeProvider? time = null)
{
    // A token that ends while a request is on its way is refused.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private ExecCredential? _credential;
    private long _run;

    /// <summary>Gets the credential, by running the program where there is none that is still good.</summary>
    /// <param name="refresh">True after the server refused the last one.</param>
    /// <param name="cancellationToken">Stops the program.</param>
    public async Task<ExecCredential> GetAsync(bool refresh, CancellationToken cancellationToken)
    {
        var seen = Volatile.Read(ref _run);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Of several requests refused at once, the first to come renews for all.
            var stale = (refresh && seen == _run) || _credential?.Expires - Margin < _time.GetUtcNow();
            if (_credential is null || stale)
            {
                _credential = await RunAsync(cancellationToken).ConfigureAwait(false);
                _run++;
            }

            return _credential;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<ExecCredential> RunAsync(CancellationToken cancellationToken)
    {
        var terminal = Environment.UserInteractive && !Console.IsInputRedirected;
        if (settings.InteractiveMode == "Always" && !terminal)
            throw Failed(nameof(KubeConfigMessages.ExecPluginNeedsTerminal), KubeConfigMessages.ExecPluginNeedsTerminal);
        var interactive = terminal && settings.InteractiveMode != "Never";
        var (code, output, lastWords) = await ExecProcess.RunAsync(
            settings, Request(interactive), interactive, cancellationToken).ConfigureAwait(false)
            ?? throw Failed(nameof(KubeConfigMessages.ExecPluginNotFound), KubeConfigMessages.ExecPluginNotFound, settings.InstallHint?.Trim() ?? "");
        if (code != 0)
            throw Failed(nameof(KubeConfigMessages.ExecPluginFailed), KubeConfigMessages.ExecPluginFailed, code, lastWords);
        return Read(JsonBody.Parse(Encoding.UTF8.GetBytes(output)))
            ?? throw Failed(nameof(KubeConfigMessages.ExecPluginBadAnswer), KubeConfigMessages.ExecPluginBadAnswer, settings.ApiVersion);
    }

    private string Request(bool interactive)
    {
        var spec = new JsonObject { ["interactive"] = interactive };
        if (settings.ProvideClusterInfo)
        {
            spec["cluster"] = new JsonObject
            {
                ["server"] = connection.Server.OriginalString,
                ["tls-server-name"] = connection.TlsServerName,
                ["insecure-skip-tls-verify"] = connection.SkipTlsVerify,
                ["certificate-authority-data"] = connection.CertificateAuthorities is { } authorities
                    ? Convert.ToBase64String(Encoding.UTF8.GetBytes(authorities.ExportCertificatePems()))
                    : null,
                ["proxy-url"] = connection.Proxy?.OriginalString,
            };
        }

        return new JsonObject { ["apiVersion"] = settings.ApiVersion, ["kind"] = "ExecCredential", ["spec"] = spec }.ToJsonString();
    }

    private ExecCredential? Read(JsonObject? answer)
    {
        if (answer.Text("kind") != "ExecCredential" || answer.Text("apiVersion") != settings.ApiVersion)
            return null;
        var status = answer.Child("status");
        var token = status.Text("token") is { Length: > 0 } text ? text : null;
        var certificate = status.Text("clientCertificateData") is { } pem && status.Text("clientKeyData") is { } key
            ? KubeConfigData.KeyPair(pem, key)
            : null;
        DateTimeOffset? expires = DateTimeOffset.TryParse(
            status.Text("expirationTimestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end) ? end : null;
        return token is null && certificate is null ? null : new(token, certificate, expires);
    }

    private OpenClawException Failed(string id, string format, params object[] arguments) =>
        KubeConfigError.Make(id, format, connection.Name, [Path.GetFileName(settings.Command), connection.Name, .. arguments]);
}
