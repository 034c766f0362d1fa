namespace OpenClaw.Tests.Manifests;

internal static class Samples
{
    public static OpenClawModelConfig Config(params string[] endpoints) => new()
    {
        Path = "azure-openai.json",
        ApiVersion = "2025-01-01",
        DeploymentName = "prod",
        Endpoints =
        [
            .. endpoints.Select((e, i) => new OpenClawModelEndpoint { Name = $"no{i}", Endpoint = new(e), Key = $"azure-key-{i}-0123456789abcdef" }),
        ],
    };
}
