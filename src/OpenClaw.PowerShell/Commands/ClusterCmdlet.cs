using System.Globalization;
using System.Management.Automation;
using OpenClaw.Operations;
using OpenClaw.PowerShell.Completion;
using OpenClaw.PowerShell.Resources;

namespace OpenClaw.PowerShell.Commands;

/// <summary>
/// Base of the cmdlets that work on an instance in a cluster: given as an object, found by name in the subscription or a sandbox,
/// or reached through a kubeconfig file.
/// </summary>
public abstract class ClusterCmdlet : KubeConfigCmdlet
{
    private bool _nameIsArgument;
    private bool _namespaceIsArgument;

    private protected ClusterCmdlet()
    {
    }

    /// <summary>The cluster, from Get-OpenClawCluster or New-OpenClawCluster, or as a property of what Install-OpenClaw and Get-OpenClaw return.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ParameterSets.Cluster)]
    [ValidateNotNull]
    public OpenClawCluster? Cluster { get; set; }

    /// <summary>Name or Azure resource id of the cluster. Without it, the cluster that was made under the instance's name.</summary>
    [Parameter(ParameterSetName = ParameterSets.Azure)]
    [Parameter(ParameterSetName = ParameterSets.Sandbox)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClusterNameCompleter))]
    public string? ClusterName { get; set; }

    /// <summary>Resource group of the cluster, where its name alone does not tell which one is meant.</summary>
    [Parameter(ParameterSetName = ParameterSets.Azure)]
    [Parameter(ParameterSetName = ParameterSets.Sandbox)]
    [ValidateNotNullOrEmpty]
    public string? ResourceGroup { get; set; }

    /// <summary>Name of the instance, by default the name the cluster was made under.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(InstanceNameCompleter))]
    public string? Name { get; set; }

    /// <summary>Kubernetes namespace of the instance.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NamespaceCompleter))]
    public string? Namespace { get; set; }

    /// <summary>
    /// The instance's name as the user or the piped object gave it. A piped cluster has a name too, which the shell binds but which
    /// names no instance.
    /// </summary>
    private protected string? InstanceName =>
        !_nameIsArgument && Name == Cluster?.Name && (_namespaceIsArgument || Namespace is null) ? null : Name;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        // Only what stands on the command line is bound by now.
        _nameIsArgument = MyInvocation.BoundParameters.ContainsKey(nameof(Name));
        _namespaceIsArgument = MyInvocation.BoundParameters.ContainsKey(nameof(Namespace));
    }

    /// <summary>Finds the clusters the parameters mean.</summary>
    /// <param name="instanceName">The instance's name, which the cluster has too unless -ClusterName says otherwise; null for all.</param>
    /// <param name="context">Takes the messages.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    private protected async Task<IReadOnlyList<OpenClawCluster>> GetClustersAsync(
        string? instanceName, OperationContext context, CancellationToken cancellationToken)
    {
        if (Cluster is not null)
            return [Cluster];
        if (UsesKubeConfig)
            return [GetContextCluster(context)];
        return await GetClustersOperation
            .RunAsync(ClusterName ?? instanceName, ResourceGroup, GetSignIn(), context, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds the one instance the parameters mean; whether it is there is for the caller to find out.</summary>
    /// <param name="context">Takes the messages.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    private protected async Task<(OpenClawCluster Cluster, string Name, string Namespace)> GetInstanceAsync(
        OperationContext context, CancellationToken cancellationToken)
    {
        var name = InstanceName;
        if (name is null && ClusterName is null && Cluster is null && !UsesKubeConfig)
            throw NewException(nameof(ShellMessages.InstanceNotNamed), ErrorKind.InvalidArgument, ShellMessages.InstanceNotNamed, "");
        var cluster = await GetClustersAsync(name, context, cancellationToken).ConfigureAwait(false) switch
        {
            [var only] => only,
            [] => throw NewException(nameof(ShellMessages.ClusterNotFound), ErrorKind.NotFound, ShellMessages.ClusterNotFound, ClusterName ?? name!),
            _ => throw NewException(nameof(ShellMessages.ClusterAmbiguous), ErrorKind.InvalidArgument, ShellMessages.ClusterAmbiguous, ClusterName ?? name!),
        };
        return (cluster, name ?? InstanceDefaults.NameIn(cluster), Namespace ?? InstanceDefaults.Namespace);
    }

    private static OpenClawException NewException(string errorId, ErrorKind kind, string format, string name) =>
        new(errorId, kind, string.Format(CultureInfo.CurrentCulture, format, name), name);
}
