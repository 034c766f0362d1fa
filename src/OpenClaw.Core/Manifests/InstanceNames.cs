using System.Globalization;

namespace OpenClaw.Manifests;

/// <summary>What the objects of an instance are called; people know these names from the deploy guide.</summary>
/// <param name="Name">The instance.</param>
/// <param name="Namespace">Its namespace.</param>
internal sealed record InstanceNames(string Name, string Namespace)
{
    /// <summary>Longest of the suffixes below: a name with it must still fit into 63 characters.</summary>
    public const int MaxNameLength = 63 - 16;

    public string OpenClaw => Name;
    public string OpenClawConfig => $"{Name}-openclaw-config";
    public string OpenClawService => $"{Name}-svc";
    public string LiteLLM => $"{Name}-llmproxy";
    public string LiteLLMConfig => $"{Name}-llmproxy-config";
    public string LiteLLMService => $"{Name}-llmproxy-svc";
    public string Volume => $"{Name}-data";
    public string Secret => $"{Name}-secrets";
    public string Lease => $"{Name}-install";
    public string VolumePod => $"{Name}-volume";
    public string ImageCheckPod => $"{Name}-image-check";

    /// <summary>Name of a revision, by its number.</summary>
    public string Revision(int number) => string.Create(CultureInfo.InvariantCulture, $"{Name}-revision-{number}");
}
