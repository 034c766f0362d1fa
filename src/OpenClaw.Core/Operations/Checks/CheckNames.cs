namespace OpenClaw.Operations.Checks;

/// <summary>The links of the chain, from outside in. Scripts test for them.</summary>
internal static class CheckNames
{
    public const string SignIn = "Azure sign-in";
    public const string Cluster = "Azure cluster";
    public const string Quota = "Azure quota";
    public const string Api = "API server";
    public const string Nodes = "Nodes";
    public const string Objects = "Objects";
    public const string LiteLLMPod = "LiteLLM pod";
    public const string OpenClawPod = "OpenClaw pod";
    public const string Volume = "Volume";
    public const string LiteLLM = "LiteLLM";
    public const string Gateway = "Gateway";
    public const string GatewayAuth = "Gateway auth";
    public const string GatewayToLiteLLM = "Gateway to LiteLLM";
    public const string Browsers = "Browsers";
    public const string Chat = "Chat";
    public const string Endpoints = "Azure OpenAI";

    public static string Endpoint(string name) => $"{Endpoints} {name}";
}
