using OpenClaw.Resources;

namespace OpenClaw.Operations.Checks;

/// <summary>A reason why the gateway refuses a browser, as it stands in its log (OpenClaw 2026.9.6) and in the Control UI.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Remedy">What to do about it.</param>
internal sealed record GatewayRefusal(string Name, string Remedy)
{
    // The first that fits counts: what is said of a device's token contains what is said of the gateway's.
    private static readonly (string[] Words, Func<GatewayRefusal> Refusal)[] Rules =
    [
        (
            ["cause=control-ui-insecure-auth", "cause=device-required", "device identity required", "DEVICE_IDENTITY_REQUIRED"],
            () => new("device identity required", CheckMessages.RefusalIdentityRemedy)),
        (["device token mismatch", "AUTH_DEVICE_TOKEN_MISMATCH"], () => new("device token mismatch", CheckMessages.RefusalRotatedRemedy)),
        (["gateway token mismatch", "AUTH_TOKEN_MISMATCH", "reason=token_mismatch"], () => new("gateway token mismatch", CheckMessages.RefusalTokenRemedy)),
        (["gateway token missing", "reason=token_missing"], () => new("gateway token missing", CheckMessages.RefusalTokenRemedy)),
        (["cause=pairing-required", "pairing required", "PAIRING_REQUIRED"], () => new("pairing required", CheckMessages.RefusalPairingRemedy)),
        (["cause=origin-mismatch", "origin not allowed", "CONTROL_UI_ORIGIN_NOT_ALLOWED"], () => new("origin not allowed", CheckMessages.RefusalOriginRemedy)),
        (["proxy_attribution_required"], () => new("proxy attribution required", CheckMessages.RefusalProxyRemedy)),
    ];

    /// <summary>The refusal a line of the log tells of, or null.</summary>
    /// <param name="line">The line.</param>
    public static GatewayRefusal? Find(string line)
    {
        foreach (var (words, refusal) in Rules)
            if (Array.Exists(words, w => line.Contains(w, StringComparison.Ordinal)))
                return refusal();
        return null;
    }
}
