using System.Text.Json.Nodes;
using OpenClaw.Manifests;
using OpenClaw.Operations;
using OpenClaw.Operations.Revisions;

namespace OpenClaw.Tests.Manifests;

public sealed class ChannelManifestTests
{
    private static readonly InstanceNames Names = new("openclaw", "openclaw-ns");

    private static InstallOptions Options => new()
    {
        ModelName = "gpt-5.2",
        Channels = [Teams, new("telegram", new Dictionary<string, string>())],
    };

    private static DeclaredChannel Teams => new("msteams", new Dictionary<string, string> { ["appId"] = "id", ["tenantId"] = "tenant" });

    [Fact]
    public void The_configuration_refers_to_the_credentials_and_allows_the_plugin()
    {
        var config = JsonNode.Parse(OpenClawConfig.Build(Options, Names))!;
        Assert.Equal(
            """{"enabled":true,"appPassword":{"source":"env","provider":"default","id":"MSTEAMS_APP_PASSWORD"},"appId":"id","tenantId":"tenant"}""",
            config["channels"]!["msteams"]!.ToJsonString());
        Assert.Equal("""{"entries":{"msteams":{"enabled":true}}}""", config["plugins"]!.ToJsonString());
        Assert.Null(JsonNode.Parse(OpenClawConfig.Build(Options with { Channels = null }, Names))!["channels"]);
    }

    [Fact]
    public void The_pod_gets_each_credential_from_the_Secret_and_nothing_else_of_a_channel()
    {
        var pod = OpenClawPod.Deployment(Options, Names, "x", "y")["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray();
        var added = pod.Select(v => v!.ToJsonString()).Except(
            OpenClawPod.Deployment(Options with { Channels = [] }, Names, "x", "y")["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray().Select(v => v!.ToJsonString()));
        Assert.Equal(
        [
            """{"name":"MSTEAMS_APP_PASSWORD","valueFrom":{"secretKeyRef":{"name":"openclaw-secrets","key":"MSTEAMS_APP_PASSWORD"}}}""",
            """{"name":"TELEGRAM_BOT_TOKEN","valueFrom":{"secretKeyRef":{"name":"openclaw-secrets","key":"TELEGRAM_BOT_TOKEN"}}}""",
        ], added);
    }

    [Fact]
    public void A_credential_rolls_OpenClaw_alone_and_stays_until_it_is_taken_away()
    {
        var none = InstanceSecrets.Plan(null, Samples.Config());
        var stored = new JsonObject { ["data"] = none.ToManifest(Names)["data"]!.DeepClone() };
        var with = InstanceSecrets.Plan(stored, Samples.Config(), channels: new Dictionary<string, string?> { ["TELEGRAM_BOT_TOKEN"] = "1:a" });
        Assert.Equal(["+TELEGRAM_BOT_TOKEN"], with.Changes);
        Assert.NotEqual(none.Versions().OpenClaw, with.Versions().OpenClaw);
        Assert.Equal(none.Versions().LiteLLM, with.Versions().LiteLLM);

        var kept = with.Into(stored);
        Assert.Empty(InstanceSecrets.Plan(kept, Samples.Config()).Changes);
        var without = InstanceSecrets.Plan(kept, Samples.Config(), channels: new Dictionary<string, string?> { ["TELEGRAM_BOT_TOKEN"] = null });
        Assert.Equal(["-TELEGRAM_BOT_TOKEN"], without.Changes);
        Assert.Equal(none.Versions().OpenClaw, without.Versions().OpenClaw);
    }

    [Fact]
    public void A_revision_of_an_older_version_has_no_channels_and_one_of_a_newer_version_only_those_known_here()
    {
        var data = RevisionData.From(Options, Samples.Config());
        Assert.Equal(["msteams", "telegram"], data.ToOptions(Names).Channels!.Select(c => c.Id));
        Assert.Equal("tenant", data.ToOptions(Names).Channels![0].Settings["tenantId"]);
        Assert.Empty((data with { Channels = null }).ToOptions(Names).Channels!);
        Assert.Equal(["msteams"], (data with { Channels = [Teams, new("pigeon", new Dictionary<string, string>())] }).ToOptions(Names).Channels!.Select(c => c.Id));
        Assert.Null(RevisionData.From(Options with { Channels = [] }, Samples.Config()).Channels);
    }
}
