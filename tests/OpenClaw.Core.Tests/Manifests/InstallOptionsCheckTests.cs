using OpenClaw.Manifests;
using OpenClaw.Operations;

namespace OpenClaw.Tests.Manifests;

public class InstallOptionsCheckTests
{
    private static readonly InstallOptions Good = new() { ModelName = "gpt-5.2" };

    public static TheoryData<string, InstallOptions> Wrong => new()
    {
        { "NameInvalid", Good with { Name = "" } },
        { "NameInvalid", Good with { Name = "Upper" } },
        { "NameInvalid", Good with { Name = "1st" } },
        { "NameInvalid", Good with { Name = "a-" } },
        { "NameInvalid", Good with { Name = "a.b" } },
        { "NameInvalid", Good with { Name = "a\nb" } },
        { "NameInvalid", Good with { Name = new('a', 48) } },
        { "NameReserved", Good with { Name = "x-llmproxy" } },
        { "NamespaceInvalid", Good with { Namespace = "-x" } },
        { "NamespaceInvalid", Good with { Namespace = new('a', 64) } },
        { "NamespaceReserved", Good with { Namespace = "kube-system" } },
        { "ModelNameInvalid", Good with { ModelName = "" } },
        { "ModelNameInvalid", Good with { ModelName = "a/b" } },
        { "ModelNameInvalid", Good with { ModelName = "a\"b" } },
        { "ModelNameInvalid", Good with { ModelName = "*" } },
        { "ImageInvalid", Good with { OpenClawImage = "ghcr.io/Upper/case" } },
        { "ImageInvalid", Good with { LiteLLMImage = "a b" } },
        { "ImageInvalid", Good with { LiteLLMImage = "ghcr.io/a/b:" } },
        { "ImageInvalid", Good with { LiteLLMImage = "ghcr.io/a/b@sha256:123" } },
        { "ImageInvalid", Good with { LiteLLMImage = "https://ghcr.io/a/b" } },
        { "QuantityInvalid", Good with { OpenClawResources = new("x", "1Gi", "2Gi") } },
        { "QuantityInvalid", Good with { StorageSize = "8GB" } },
        { "MemoryLimitInvalid", Good with { LiteLLMResources = new("1", "2Gi", "1Gi") } },
        { "MemoryTooSmall", Good with { LiteLLMResources = new("1", "2", "1Gi") } },
        { "StorageClassInvalid", Good with { StorageClass = "a b" } },
        { "ContextWindowInvalid", Good with { ContextWindow = 0 } },
        { "MaxTokensInvalid", Good with { MaxTokens = 300_000 } },
        { "TimeoutInvalid", Good with { Timeout = TimeSpan.Zero } },
    };

    [Fact]
    public void The_defaults_and_the_longest_name_are_right()
    {
        InstallOptionsCheck.Run(Good);
        var longest = Good with { Name = new string('a', 47), LiteLLMImage = "localhost:5000/a_b/c:1.2@sha256:" + new string('0', 64) };
        InstallOptionsCheck.Run(longest);
        Assert.All(
            DesiredState.Build(longest, Samples.Config("https://one.openai.azure.com/"), new("a", "b")),
            o => Assert.InRange(o.Name.Name.Length, 1, 63));
    }

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_right_is_refused(string errorId, InstallOptions options)
    {
        var error = Assert.Throws<OpenClawException>(() => InstallOptionsCheck.Run(options));
        Assert.Equal((errorId, ErrorKind.InvalidArgument), (error.ErrorId, error.Kind));
    }

    [Theory]
    [InlineData("ghcr.io/a/b", "Always")]
    [InlineData("ghcr.io/a/b:latest", "Always")]
    [InlineData("localhost:5000/b", "Always")]
    [InlineData("ghcr.io/a/b:1.0", "IfNotPresent")]
    [InlineData("ghcr.io/a/b:latest@sha256:0000000000000000000000000000000000000000000000000000000000000000", "IfNotPresent")]
    public void Images_that_can_change_are_pulled_each_time(string image, string policy) =>
        Assert.Equal(policy, ImageReference.TryParse(image)!.PullPolicy);
}
