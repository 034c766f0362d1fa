using System.Net;
using OpenClaw.Manifests;
using OpenClaw.Models;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Changes;

/// <summary>What the rotation of a secret makes of an instance.</summary>
internal sealed class SecretRotation
{
    private readonly ResetSecretOptions _options;
    private readonly string? _key;

    /// <summary>Checks what can be known to be wrong before the cluster is asked.</summary>
    /// <param name="options">What to rotate.</param>
    /// <exception cref="OpenClawException">A key is missing, superfluous or none.</exception>
    public SecretRotation(ResetSecretOptions options)
    {
        _options = options;
        var isGiven = options.Key is not null || options.ModelConfig is not null;
        if (options.Secret != OpenClawSecretName.AzureOpenAIKey && (isGiven || options.Endpoint is not null))
            throw Wrong(nameof(ChangeMessages.KeySuperfluous), MessageText.Format(ChangeMessages.KeySuperfluous, options.Secret), options.Secret);
        if (options.Secret == OpenClawSecretName.AzureOpenAIKey && !isGiven)
            throw Wrong(nameof(ChangeMessages.KeyMissing), ChangeMessages.KeyMissing, options.Secret);
        if (options.Key is null)
            return;
        _key = ModelConfigFields.CheckKey(
            new NetworkCredential("", options.Key).Password,
            (problem, remedy, _) => throw Wrong(nameof(ChangeMessages.KeyInvalid), MessageText.Format(ChangeMessages.KeyInvalid, problem, remedy), options.Endpoint));
    }

    private string What => $"Reset-OpenClawSecret {_options.Secret}";

    /// <summary>The change.</summary>
    /// <param name="options">How it is carried out.</param>
    public ChangeRequest Request(ChangeOptions options) => new(What, Target, options)
    {
        Action = _options.Secret switch
        {
            OpenClawSecretName.GatewayToken => ChangeMessages.ActionGatewayToken,
            OpenClawSecretName.LiteLLMMasterKey => ChangeMessages.ActionMasterKey,
            _ => ChangeMessages.ActionAzureKey,
        },
    };

    private ChangeTarget Target(ProvenState proven) => _options.Secret switch
    {
        OpenClawSecretName.GatewayToken => Made(proven, InstanceSecrets.GatewayToken, InstanceSecrets.NewGatewayToken),
        OpenClawSecretName.LiteLLMMasterKey => Made(proven, InstanceSecrets.MasterKey, InstanceSecrets.NewMasterKey),
        _ => WithKeys(proven),
    };

    // What a run that was killed has made already is as new as another one would be.
    private ChangeTarget Made(ProvenState proven, string name, Func<string> make)
    {
        var taken = proven.Pending?.What == What ? proven.Stored.GetValueOrDefault(name) : null;
        var values = proven.Kept;
        values[name] = taken is not null && taken != values.GetValueOrDefault(name) ? taken : make();
        return new(proven.Installed.Options, proven.Installed.Config) { Secrets = values };
    }

    private ChangeTarget WithKeys(ProvenState proven)
    {
        var config = proven.Installed.Config;
        var keys = _options.ModelConfig is { } given ? KeysOf(given, config) : new() { [Find(config)] = _key! };
        return new(proven.Installed.Options, new()
        {
            Path = config.Path,
            ApiVersion = config.ApiVersion,
            DeploymentName = config.DeploymentName,
            Endpoints = [.. config.Endpoints.Select(e => new OpenClawModelEndpoint
            {
                Name = e.Name,
                Endpoint = e.Endpoint,
                Key = keys.GetValueOrDefault(e.Name, e.Key),
            })],
        })
        {
            Secrets = proven.Kept,
            Endpoints = [.. keys.Keys],
        };
    }

    private static Dictionary<string, string> KeysOf(OpenClawModelConfig given, OpenClawModelConfig config)
    {
        foreach (var endpoint in given.Endpoints)
            if (!config.Endpoints.Any(e => e.Endpoint == endpoint.Endpoint))
                throw Wrong(
                    nameof(ChangeMessages.EndpointNotInstalled), MessageText.Format(ChangeMessages.EndpointNotInstalled, endpoint.Endpoint), given.Path);
        return config.Endpoints
            .Select(e => (e.Name, given.Endpoints.FirstOrDefault(g => g.Endpoint == e.Endpoint)?.Key))
            .Where(static e => e.Key is not null)
            .ToDictionary(static e => e.Name, static e => e.Key!, StringComparer.Ordinal);
    }

    private string Find(OpenClawModelConfig config)
    {
        var names = string.Join(", ", config.Endpoints.Select(static e => e.Name));
        if (_options.Endpoint is null)
            return config.Endpoints.Count == 1 ? config.Endpoints[0].Name : throw Wrong(
                nameof(ChangeMessages.EndpointNotNamed), MessageText.Format(ChangeMessages.EndpointNotNamed, names), null);
        return config.Endpoints.FirstOrDefault(e => e.Name.Equals(_options.Endpoint, StringComparison.OrdinalIgnoreCase))?.Name
            ?? throw new OpenClawException(
                nameof(ChangeMessages.EndpointUnknown), ErrorKind.NotFound,
                MessageText.Format(ChangeMessages.EndpointUnknown, _options.Endpoint, names), _options.Endpoint);
    }

    private static OpenClawException Wrong(string errorId, string message, object? target) => new(errorId, ErrorKind.InvalidArgument, message, target);
}
