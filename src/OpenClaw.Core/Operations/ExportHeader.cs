using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>The comment that manifests begin with: what they are, how to apply them, which Secret they need.</summary>
/// <param name="Names">The instance.</param>
/// <param name="Config">Its model config.</param>
internal sealed record ExportHeader(InstanceNames Names, OpenClawModelConfig Config)
{
    /// <summary>Whether the manifests were read from a cluster.</summary>
    public required bool IsInstalled { get; init; }

    /// <summary>Whether the pods are marked with their secrets.</summary>
    public required bool HasMarks { get; init; }

    /// <summary>The comment, each line with its sign.</summary>
    /// <param name="source">kubectl's argument for the manifests, for example <c>-f -</c>.</param>
    public string Text(string source)
    {
        var parts = new List<string>
        {
            MessageText.Format(ExportMessages.ExportHeader, Names.Name, Names.Namespace, InstanceLabels.Manager, source),
            "",
            MessageText.Format(ExportMessages.ExportSecret, Names.Secret, Names.Namespace, string.Join('\n', Keys())),
        };
        if (!IsInstalled)
            parts.Add(MessageText.Format(
                ExportMessages.ExportSecretMake, Names.Secret, Names.Namespace,
                string.Join(' ', InstanceLabels.Of(Names).Select(static l => $"{l.Key}={l.Value}"))));
        parts.Add(MessageText.Format(HasMarks ? ExportMessages.ExportSecretThere : ExportMessages.ExportNoMarks, Checksum.SecretsAnnotation));
        var lines = parts.SelectMany(static p => p.ReplaceLineEndings("\n").Split('\n'));
        return string.Concat(lines.Select(static l => l.Length == 0 ? "#\n" : $"# {l}\n"));
    }

    private IEnumerable<string> Keys() =>
    [
        MessageText.Format(ExportMessages.ExportSecretToken, InstanceSecrets.GatewayToken),
        MessageText.Format(ExportMessages.ExportSecretMasterKey, InstanceSecrets.MasterKey),
        .. Config.Endpoints.Select(static (e, i) => MessageText.Format(
            ExportMessages.ExportSecretAzureKey, InstanceSecrets.AzureKey(i), e.Name.ReplaceLineEndings(" "), e.Endpoint.AbsoluteUri)),
    ];
}
