using System.Text.Json.Nodes;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Operations.Compare;

namespace OpenClaw.Tests.Operations;

public class ConfigComparisonTests
{
    private const string Origins = "http://127.0.0.1:18789";

    [Fact]
    public void A_declared_setting_changed_in_the_UI_is_overridden_and_one_of_the_users_is_theirs() => Assert.Equal(
        [
            ("agents.defaults.model.primary", "litellm/a", "litellm/b", OpenClawDifferenceKind.Overridden),
            ("agents.entries.main.name", null, "(text)", OpenClawDifferenceKind.UserOwned),
            ("channels.telegram.botToken", null, "(text)", OpenClawDifferenceKind.UserOwned),
            ("channels.telegram.enabled", null, "true", OpenClawDifferenceKind.UserOwned),
            ("gateway.controlUi.allowedOrigins", null, "https://mine.example", OpenClawDifferenceKind.UserOwned),
        ],
        Compare(Declared("a"), Declared("a"), $$"""
            {
              "agents": { "defaults": { "model": { "primary": "litellm/b" } }, "entries": { "main": { "name": "Mine" } } },
              "gateway": { "controlUi": { "allowedOrigins": ["{{Origins}}", "https://mine.example"] } },
              "channels": { "telegram": { "enabled": true, "botToken": "123:canary" } }
            }
            """));

    [Fact]
    public void As_merged_there_is_no_difference() => Assert.Empty(Compare(Declared("a"), Declared("a"), Declared("a")));

    [Fact]
    public void What_the_pod_has_not_started_with_is_pending() => Assert.Equal(
        [("agents.defaults.model.primary", "litellm/b", "litellm/a", OpenClawDifferenceKind.Pending)],
        Compare(Declared("b"), Declared("a"), Declared("a")));

    [Fact]
    public void What_may_be_secret_is_masked() => Assert.Equal(
        [("gateway.auth.token", "***", "***", OpenClawDifferenceKind.Overridden)],
        Compare("""{"gateway":{"auth":{"token":"canary-1"}}}""", """{"gateway":{"auth":{"token":"canary-1"}}}""", """{"gateway":{"auth":{"token":"canary-2"}}}"""));

    private static string Declared(string model) =>
        $$"""{"agents":{"defaults":{"model":{"primary":"litellm/{{model}}"} },"entries":{"main":{} } },"gateway":{"controlUi":{"allowedOrigins":["{{Origins}}"]} } }""";

    private static IEnumerable<(string?, string?, string?, OpenClawDifferenceKind)> Compare(string declared, string last, string persisted) =>
        new ConfigComparison(null!, new InstanceNames("openclaw", "openclaw-ns"), new Shown([]), OperationContext.Silent)
            .Compare(Parse(declared), Parse(last), Parse(persisted))
            .Select(static d => (d.Field, d.Declared, d.Actual, d.Kind))
            .OrderBy(static d => d.Field, StringComparer.Ordinal);

    private static JsonObject Parse(string text) => JsonNode.Parse(text)!.AsObject();
}
