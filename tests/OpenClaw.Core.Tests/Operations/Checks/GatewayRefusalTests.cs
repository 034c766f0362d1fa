using OpenClaw.Operations.Checks;

namespace OpenClaw.Tests.Operations.Checks;

/// <summary>Refusals in lines as OpenClaw 2026.9.6 logs them, and in the codes its Control UI shows.</summary>
public sealed class GatewayRefusalTests
{
    [Theory]
    [InlineData("[ws] closed before connect conn=1 peer=127.0.0.1:1 remote=127.0.0.1 fwd=n/a origin=http://10.0.0.1 host=10.0.0.1 ua=x code=1008 reason=device identity required phase=connect", "device identity required")]
    [InlineData("[ws] unauthorized conn=1 peer=x remote=127.0.0.1 client=openclaw-control-ui webchat v1 role=operator reason=token_mismatch guidance=unauthorized: gateway token mismatch (open the dashboard URL)", "gateway token mismatch")]
    [InlineData("[ws] unauthorized conn=1 role=operator reason=token_missing guidance=unauthorized: gateway token missing", "gateway token missing")]
    [InlineData("[ws] unauthorized conn=1 reason=device_token_mismatch guidance=unauthorized: device token mismatch (rotate/reissue device token)", "device token mismatch")]
    [InlineData("[ws] closed before connect conn=1 code=1008 reason=pairing required: device is not approved yet phase=connect", "pairing required")]
    [InlineData("[ws] closed before connect conn=1 code=1008 reason=origin not allowed (open the Control UI from the gateway host or allow it in gateway.controlUi.allowedOrigins)", "origin not allowed")]
    [InlineData("[ws] closed before connect conn=1 origin=http://127.0.0.1:18789 code=1008 reason=n/a phase=auth_credentials_received cause=control-ui-insecure-auth durationMs=30 insecureAuthConfigured=false", "device identity required")]
    [InlineData("[ws] closed before connect conn=1 code=1008 reason=n/a phase=auth_credentials_received cause=device-required durationMs=30", "device identity required")]
    [InlineData("[ws] closed before connect conn=1 code=1008 reason=n/a phase=auth_credentials_received cause=pairing-required durationMs=30", "pairing required")]
    [InlineData("[ws] closed before connect conn=1 code=1008 reason=n/a phase=ws_upgrade_started cause=origin-mismatch durationMs=22 reason=\"origin not allowed\"", "origin not allowed")]
    [InlineData("403 proxy_attribution_required", "proxy attribution required")]
    [InlineData("AUTH_DEVICE_TOKEN_MISMATCH", "device token mismatch")]
    [InlineData("AUTH_TOKEN_MISMATCH", "gateway token mismatch")]
    [InlineData("CONTROL_UI_DEVICE_IDENTITY_REQUIRED", "device identity required")]
    public void Are_told_apart(string line, string name)
    {
        var refusal = GatewayRefusal.Find(line);
        Assert.Equal(name, refusal?.Name);
        Assert.NotEmpty(refusal!.Remedy);
    }

    [Theory]
    [InlineData("[gateway] listening on ws://127.0.0.1:18789")]
    [InlineData("[ws] webchat connected conn=1 remote=127.0.0.1 client=openclaw-control-ui")]
    // Said a second time of one that its line above told of already.
    [InlineData("[ws] closed before connect conn=1 code=1008 reason=n/a phase=auth_credentials_received cause=unauthorized authReason=token_mismatch hasDeviceIdentity=false")]
    [InlineData("")]
    public void Are_not_seen_where_there_are_none(string line) => Assert.Null(GatewayRefusal.Find(line));
}
