using System.Text.RegularExpressions;
using OpenClaw.Operations;
using OpenClaw.Resources;

namespace OpenClaw.Manifests;

/// <summary>Checks what can be known to be wrong before the cluster is asked.</summary>
internal static partial class InstallOptionsCheck
{
    private const string ProxySuffix = "-llmproxy";

    private static readonly string[] SystemNamespaces = ["kube-system", "kube-public", "kube-node-lease"];

    /// <summary>Checks all options.</summary>
    /// <exception cref="OpenClawException">One is wrong; the message says what to write.</exception>
    public static void Run(InstallOptions options)
    {
        CheckName(options.Name);
        CheckNamespace(options.Namespace);
        Require(ModelName().IsMatch(options.ModelName), nameof(ManifestMessages.ModelNameInvalid), ManifestMessages.ModelNameInvalid, options.ModelName);
        foreach (var image in (string[])[options.OpenClawImage, options.LiteLLMImage])
            Require(ImageReference.TryParse(image) is not null, nameof(ManifestMessages.ImageInvalid), ManifestMessages.ImageInvalid, image);
        CheckResources(options.OpenClawResources);
        CheckResources(options.LiteLLMResources);
        CheckQuantity(options.StorageSize);
        Require(
            options.StorageClass is null || Subdomain().IsMatch(options.StorageClass),
            nameof(ManifestMessages.StorageClassInvalid), ManifestMessages.StorageClassInvalid, options.StorageClass!);
        Require(
            options.ContextWindow is >= 1_000 and <= 100_000_000, nameof(ManifestMessages.ContextWindowInvalid),
            ManifestMessages.ContextWindowInvalid, options.ContextWindow);
        Require(
            options.MaxTokens >= 1 && options.MaxTokens <= options.ContextWindow, nameof(ManifestMessages.MaxTokensInvalid),
            ManifestMessages.MaxTokensInvalid, options.MaxTokens, options.ContextWindow);
        Require(
            options.Timeout > TimeSpan.Zero && options.Timeout <= TimeSpan.FromDays(1), nameof(ManifestMessages.TimeoutInvalid),
            ManifestMessages.TimeoutInvalid, options.Timeout);
    }

    /// <summary>Checks an instance's name.</summary>
    public static void CheckName(string name)
    {
        Require(
            name.Length <= InstanceNames.MaxNameLength && ServiceName().IsMatch(name), nameof(ManifestMessages.NameInvalid),
            ManifestMessages.NameInvalid, name, InstanceNames.MaxNameLength);
        // The proxy of an instance "x" is called "x-llmproxy": two instances would fight over one Deployment.
        Require(!name.EndsWith(ProxySuffix, StringComparison.Ordinal), nameof(ManifestMessages.NameReserved), ManifestMessages.NameReserved, name, ProxySuffix);
    }

    /// <summary>Checks a namespace's name.</summary>
    public static void CheckNamespace(string ns)
    {
        Require(ns.Length <= 63 && Label().IsMatch(ns), nameof(ManifestMessages.NamespaceInvalid), ManifestMessages.NamespaceInvalid, ns);
        Require(!SystemNamespaces.Contains(ns), nameof(ManifestMessages.NamespaceReserved), ManifestMessages.NamespaceReserved, ns);
    }

    private static void CheckResources(ProgramResources resources)
    {
        CheckQuantity(resources.CpuRequest);
        var (request, limit) = (CheckQuantity(resources.MemoryRequest), CheckQuantity(resources.MemoryLimit));
        Require(
            request.Value <= limit.Value, nameof(ManifestMessages.MemoryLimitInvalid), ManifestMessages.MemoryLimitInvalid,
            resources.MemoryLimit, resources.MemoryRequest);
        Require(
            request.Value >= 1024 * 1024, nameof(ManifestMessages.MemoryTooSmall), ManifestMessages.MemoryTooSmall, resources.MemoryRequest);
    }

    private static Quantity CheckQuantity(string text)
    {
        Require(Quantity.TryParse(text, out var quantity), nameof(ManifestMessages.QuantityInvalid), ManifestMessages.QuantityInvalid, text);
        return quantity;
    }

    private static void Require(bool holds, string errorId, string message, params object[] args)
    {
        if (!holds)
            throw new OpenClawException(errorId, ErrorKind.InvalidArgument, MessageText.Format(message, args), args[0]);
    }

    [GeneratedRegex(@"\A[a-z]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex ServiceName();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"\A(?=.{1,253}\z)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex Subdomain();

    // No slash, star or comma: OpenClaw splits "litellm/<model>" at the slash, LiteLLM takes * for a wildcard.
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._:-]{0,99}\z")]
    private static partial Regex ModelName();
}
