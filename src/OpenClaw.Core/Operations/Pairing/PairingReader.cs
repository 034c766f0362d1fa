using System.Globalization;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Pairing;

/// <summary>Reads who waits for approval at an instance.</summary>
internal sealed class PairingReader(GatewayCommand gateway, OpenClawCluster cluster, InstanceNames names, OperationContext context)
{
    /// <summary>What a device is called.</summary>
    public const string Device = nameof(Device);

    /// <summary>Reads them: devices first, then the users of each channel.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<OpenClawPairing>> ReadAsync(CancellationToken cancellationToken)
    {
        var devices = (await gateway.RunAsync(cancellationToken, "devices", "list", "--json").ConfigureAwait(false)).RequireJson("devices list");
        var found = devices.Children("pending").Select(OfDevice).ToList();
        var config = await gateway.ReadConfigAsync(cancellationToken).ConfigureAwait(false);
        foreach (var channel in (config.Child("channels") ?? []).Where(static c => c.Value is JsonObject && c.Key != "defaults").Select(static c => c.Key))
            found.AddRange(await OfChannelAsync(channel, cancellationToken).ConfigureAwait(false));
        return found;
    }

    private async Task<IEnumerable<OpenClawPairing>> OfChannelAsync(string channel, CancellationToken cancellationToken)
    {
        var label = ChannelKind.Find(channel)?.Label ?? channel;
        var answer = await gateway.RunAsync(cancellationToken, "pairing", "list", channel, "--json").ConfigureAwait(false);
        if (answer.ExitCode != 0 || answer.Json is not { } json)
        {
            // A channel without pairing, or whose plugin is missing: the others can be told all the same.
            context.Warning(MessageText.Format(PairingMessages.PairingChannelFailed, label, answer.Reason));
            return [];
        }
        return json.Children("requests").Select(r => OfSender(r, label));
    }

    private OpenClawPairing OfDevice(JsonObject request) => New(request.Text("requestId"), Device) with
    {
        From = request.Text("displayName") ?? request.Text("clientId") ?? request.Text("platform") ?? request.Text("deviceId") ?? "?",
        Detail = Join(request.Text("platform"), request.Text("remoteIp"), request.Text("role"), Join(request["scopes"] as JsonArray)),
        Requested = request["ts"] is JsonValue value && value.TryGetValue(out long milliseconds) ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null,
    };

    private OpenClawPairing OfSender(JsonObject request, string label)
    {
        var meta = request.Child("meta");
        var name = meta.Text("username") ?? meta.Text("name") ?? Join(meta.Text("firstName"), meta.Text("lastName"));
        return New(request.Text("code"), label) with
        {
            From = name is null ? request.Text("id") ?? "?" : $"{name} ({request.Text("id")})",
            Detail = meta.Text("accountId") is { } account && account != "default" ? account : null,
            Requested = DateTimeOffset.TryParse(request.Text("createdAt"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null,
        };
    }

    private OpenClawPairing New(string? id, string kind) => new()
    {
        Id = id ?? "",
        Kind = kind,
        From = "",
        Name = names.Name,
        Namespace = names.Namespace,
        Cluster = cluster,
    };

    private static string? Join(JsonArray? list) =>
        list is null ? null : Join([.. list.Select(static i => i is JsonValue value && value.TryGetValue(out string? text) ? text : null)]);

    private static string? Join(params string?[] parts) =>
        parts.Where(static p => !string.IsNullOrEmpty(p)).ToList() is { Count: > 0 } known ? string.Join(", ", known) : null;
}
