using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Manifests;

namespace OpenClaw.Tests.Manifests;

public class InstanceSecretsTests
{
    private static readonly InstanceNames Names = new("openclaw", "openclaw-ns");

    [Fact]
    public void New_secrets_have_256_bits_and_differ_each_time()
    {
        var (one, two) = (Plan(null, "https://a/"), Plan(null, "https://a/"));
        Assert.Matches("^[0-9a-f]{64}$", one.Values[InstanceSecrets.GatewayToken]);
        Assert.Matches("^sk-[0-9a-f]{64}$", one.Values[InstanceSecrets.MasterKey]);
        Assert.NotEqual(one.Values[InstanceSecrets.GatewayToken], two.Values[InstanceSecrets.GatewayToken]);
        Assert.NotEqual(one.Values[InstanceSecrets.MasterKey][3..], one.Values[InstanceSecrets.GatewayToken]);
        Assert.Equal("azure-key-0-0123456789abcdef", one.Values["AZURE_OPENAI_KEY_1"]);
    }

    [Fact]
    public void Stored_secrets_are_kept_and_only_what_differs_is_written()
    {
        var stored = Plan(null, "https://a/", "https://b/").ToManifest(Names);
        Assert.Empty(Plan(stored, "https://a/", "https://b/").Changes);

        stored["data"]!["AZURE_OPENAI_KEY_1"] = Convert.ToBase64String("old"u8);
        stored["data"]!["FOREIGN"] = Convert.ToBase64String([0xFF, 0xFE]);
        stored["data"]!.AsObject().Remove(InstanceSecrets.MasterKey);
        var plan = Plan(stored, "https://a/");
        Assert.Equal(["+LITELLM_MASTER_KEY", "~AZURE_OPENAI_KEY_1", "-AZURE_OPENAI_KEY_2"], plan.Changes);
        var written = plan.Into(stored)["data"]!.AsObject();
        Assert.Equal((string?)stored["data"]![InstanceSecrets.GatewayToken], (string?)written[InstanceSecrets.GatewayToken]);
        Assert.Equal((string?)stored["data"]!["FOREIGN"], (string?)written["FOREIGN"]);
        Assert.Equal("azure-key-0-0123456789abcdef", Encoding.UTF8.GetString(Convert.FromBase64String((string)written["AZURE_OPENAI_KEY_1"]!)));
        Assert.False(written.ContainsKey("AZURE_OPENAI_KEY_2"));
    }

    [Fact]
    public void The_marks_change_with_the_secrets_each_program_reads()
    {
        var stored = Plan(null, "https://a/").ToManifest(Names);
        var before = Plan(stored, "https://a/").Versions();
        Assert.Equal(before, Plan(stored, "https://a/").Versions());

        stored["data"]!["AZURE_OPENAI_KEY_1"] = Convert.ToBase64String("old"u8);
        Assert.Equal(before, Plan(stored, "https://a/").Versions());
        var more = Plan(stored, "https://a/", "https://b/").Versions();
        Assert.True(more.OpenClaw == before.OpenClaw && more.LiteLLM != before.LiteLLM);

        stored["data"]![InstanceSecrets.GatewayToken] = Convert.ToBase64String("other"u8);
        var token = Plan(stored, "https://a/").Versions();
        Assert.True(token.OpenClaw != before.OpenClaw && token.LiteLLM == before.LiteLLM);
    }

    private static InstanceSecrets Plan(JsonObject? stored, params string[] endpoints) =>
        InstanceSecrets.Plan(stored, Samples.Config(endpoints));
}
