namespace OpenClaw.Sandbox.Tests.Arm;

/// <summary>Microsoft's own JavaScript clients must take the sandbox for Azure. Needs node and npm, and a registry the first time.</summary>
public sealed class NpmClientTests(NpmClients clients) : IClassFixture<NpmClients>
{
    [Fact]
    public void Clusters_and_groups_live_and_die() => clients.AssertPlayed("lifecycle");

    [Fact]
    public void Refusals_are_understood() => clients.AssertPlayed("refusals");

    [Fact]
    public void A_failed_create_is_understood() => clients.AssertPlayed("failedCreate");

    [Fact]
    public void Providers_are_registered() => clients.AssertPlayed("registration");
}
