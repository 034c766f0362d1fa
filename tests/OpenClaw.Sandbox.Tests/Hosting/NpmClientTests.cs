namespace OpenClaw.Sandbox.Tests.Hosting;

/// <summary>The Kubernetes project's own JavaScript client must take the sandbox for Kubernetes. Needs node and npm, and a registry the first time.</summary>
public sealed class NpmClientTests(NpmClients clients) : IClassFixture<NpmClients>
{
    [Theory]
    [InlineData("watch")]
    [InlineData("informer")]
    [InlineData("apply")]
    [InlineData("exec")]
    [InlineData("logs")]
    [InlineData("portForward")]
    [InlineData("refusals")]
    public void The_client_accepts(string scenario) => clients.AssertPlayed(scenario);
}
