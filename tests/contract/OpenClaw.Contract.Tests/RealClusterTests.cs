using OpenClaw.Testing;

namespace OpenClaw.Contract;

public sealed class RealClusterTests
{
    [Theory]
    [InlineData("openclaw-test", "https://172.31.240.1:6443", true)]
    [InlineData("openclaw-test-1", "https://cluster.example", true)]
    [InlineData("kind-main", "https://192.0.2.1", true)]
    [InlineData("k3d-main", "https://192.0.2.1", true)]
    [InlineData("anything", "https://127.0.0.1:6443", true)]
    [InlineData("anything", "https://localhost:6443", true)]
    [InlineData("anything", "https://[::1]:6443", true)]
    [InlineData("production", "https://production.hcp.eastus2.azmk8s.io", false)]
    [InlineData("my-openclaw-test", "https://192.0.2.1", false)]
    [InlineData("kind", "https://127.0.0.1.example.com", false)]
    public void Only_what_is_clearly_for_tests_is_touched(string context, string server, bool isForTests)
        => Assert.Equal(isForTests, RealCluster.IsForTests(context, new Uri(server)));
}
