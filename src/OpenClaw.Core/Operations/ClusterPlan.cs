using System.Globalization;
using System.Text.RegularExpressions;
using OpenClaw.Azure;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>What is to be made, with every name decided and found to be allowed.</summary>
internal sealed partial record ClusterPlan
{
    /// <summary>What was asked for.</summary>
    public required NewClusterOptions Options { get; init; }

    /// <summary>The name OpenClaw is known by.</summary>
    public string Name => Options.Name;

    /// <summary>Resource group.</summary>
    public required string ResourceGroup { get; init; }

    /// <summary>Cluster.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Region as Azure's API names it, for example <c>eastus2</c>.</summary>
    public required string Location { get; init; }

    /// <summary>First part of the API server's host name.</summary>
    public string DnsPrefix => ClusterName.Replace('_', '-')[..Math.Min(54, ClusterName.Length)].Trim('-');

    /// <summary>Decides and checks; asks nobody.</summary>
    /// <exception cref="OpenClawException">Something is not allowed; the message lists all of it.</exception>
    public static ClusterPlan From(NewClusterOptions options)
    {
        var plan = new ClusterPlan
        {
            Options = options,
            ResourceGroup = options.ResourceGroup ?? options.Name + "-RG",
            ClusterName = options.ClusterName ?? options.Name + "-aks",
            Location = AzureLocations.Normalize(options.Location),
        };
        var mistakes = plan.Mistakes().ToList();
        if (mistakes.Count == 0) return plan;
        throw new OpenClawException(
            nameof(ClusterMessages.ClusterOptionsInvalid), ErrorKind.InvalidArgument,
            string.Format(CultureInfo.CurrentCulture, ClusterMessages.ClusterOptionsInvalid, string.Join(Environment.NewLine + "  ", mistakes)),
            options.Name);
    }

    /// <summary>Whether a text could be the name of a VM size.</summary>
    public static bool IsSize(string text) => SizePattern().IsMatch(text);

    private IEnumerable<string> Mistakes()
    {
        if (!NamePattern().IsMatch(Name)) yield return Text(ClusterMessages.NameInvalid, Name);
        if (!ClusterNamePattern().IsMatch(ClusterName)) yield return Text(ClusterMessages.ClusterNameInvalid, ClusterName);
        else if (DnsPrefix.Length == 0) yield return Text(ClusterMessages.ClusterNameInvalid, ClusterName);
        if (!GroupPattern().IsMatch(ResourceGroup)) yield return Text(ClusterMessages.ResourceGroupInvalid, ResourceGroup);
        if (!LocationPattern().IsMatch(Location)) yield return Text(ClusterMessages.LocationInvalid, Options.Location);
        if (Options.NodeCount is < 1 or > 1000) yield return Text(ClusterMessages.NodeCountInvalid, Options.NodeCount);
        if (!IsSize(Options.NodeSize)) yield return Text(ClusterMessages.NodeSizeInvalid, Options.NodeSize);
        if (Options.Tier is not ("Free" or "Standard")) yield return Text(ClusterMessages.TierInvalid, Options.Tier);
        if (Options.KubernetesVersion is { } version && !VersionPattern().IsMatch(version))
        {
            yield return Text(ClusterMessages.KubernetesVersionInvalid, version);
        }

        if (Options.Tags.Count > 47) yield return Text(ClusterMessages.TooManyTags, Options.Tags.Count);
        foreach (var (key, value) in Options.Tags)
        {
            if (ClusterTags.IsReserved(key)) yield return Text(ClusterMessages.TagReserved, key);
            else if (!TagKeyPattern().IsMatch(key) || value is null or { Length: > 256 }) yield return Text(ClusterMessages.TagInvalid, key);
        }
    }

    private static string Text(string format, object argument) => string.Format(CultureInfo.CurrentCulture, format, argument);

    // It begins the names of Kubernetes objects, the longest of which adds 17 characters, and a Service's name may have 63.
    [GeneratedRegex(@"\A[a-z]([-a-z0-9]{0,38}[a-z0-9])?\z")]
    private static partial Regex NamePattern();

    [GeneratedRegex(@"\A[a-zA-Z0-9]([-_a-zA-Z0-9]{0,61}[a-zA-Z0-9])?\z")]
    private static partial Regex ClusterNamePattern();

    [GeneratedRegex(@"\A[-\w._()]{0,89}[-\w_()]\z")]
    private static partial Regex GroupPattern();

    [GeneratedRegex(@"\A[a-z][a-z0-9]{2,49}\z")]
    private static partial Regex LocationPattern();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_-]{1,79}\z")]
    private static partial Regex SizePattern();

    [GeneratedRegex(@"\A[0-9]+\.[0-9]+(\.[0-9]+)?\z")]
    private static partial Regex VersionPattern();

    [GeneratedRegex(@"\A[^<>%&\\?/\p{Cc}]{1,512}\z")]
    private static partial Regex TagKeyPattern();
}
