using System.Text.RegularExpressions;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Logs;

/// <summary>Takes the instance's secrets out of log lines: those it has now, those it had while we looked, and what looks like one.</summary>
internal sealed partial class LogMask(IKubernetesClient client, InstanceNames names, string clusterName)
{
    private readonly HashSet<string> _values = new(StringComparer.Ordinal);
    private volatile SecretMask _mask = new([]);

    /// <summary>Reads the secrets the instance has now; what it had before stays masked.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var secret = await client.GetAsync(new(ResourceKind.Secret, names.Namespace, names.Secret), cancellationToken).ConfigureAwait(false)
            ?? throw new OpenClawException(
                nameof(InstallMessages.InstanceNotFound), ErrorKind.NotFound,
                MessageText.Format(InstallMessages.InstanceNotFound, names.Name, names.Namespace, clusterName), names.Name);
        lock (_values)
        {
            _values.UnionWith(InstanceSecrets.Decode(secret).Values);
            _mask = new(_values);
        }
    }

    /// <summary>A line without its secrets.</summary>
    /// <param name="line">The line.</param>
    public string Apply(string line) => SecretLike().Replace(_mask.Apply(line), "***");

    // Keys that were rotated before anybody looked: LiteLLM's, bearer tokens, and tokens in links to the Control UI.
    [GeneratedRegex("""\bsk-[A-Za-z0-9_-]{16,}|(?<=\bBearer\s{1,4})[A-Za-z0-9._~+/=-]{16,}|(?<=[#?&]token=)[^\s&"']{8,}""")]
    private static partial Regex SecretLike();
}
