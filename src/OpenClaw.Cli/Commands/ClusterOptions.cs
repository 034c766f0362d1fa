using System.CommandLine;
using OpenClaw.Azure;
using OpenClaw.Kubernetes;
using OpenClaw.Operations;

namespace OpenClaw.Cli.Commands;

/// <summary>The options with which a command names an instance and the cluster it is in.</summary>
internal sealed class ClusterOptions
{
    private readonly Argument<string> _name = new("name")
    {
        Description = "Name of the instance, as given to deploy",
        DefaultValueFactory = _ => "openclaw",
    };

    private readonly Option<string?> _kubeConfig = new("--kubeconfig") { Description = "Use a cluster of this kubeconfig instead of Azure" };
    private readonly Option<string?> _context = new("--context") { Description = "Use this kubeconfig context instead of Azure" };
    private readonly Option<string> _namespace = new("--namespace", "-n") { Description = "Namespace", DefaultValueFactory = _ => "openclaw-ns" };
    private readonly SignInOptions _signIn = new();

    public void AddTo(Command command)
    {
        command.Add(_name);
        command.Add(_namespace);
        command.Add(_kubeConfig);
        command.Add(_context);
        _signIn.AddTo(command);
    }

    public string Name(ParseResult result) => result.GetValue(_name)!;

    public string Namespace(ParseResult result) => result.GetValue(_namespace)!;

    public AzureSignInOptions SignIn(ParseResult result) => _signIn.Read(result);

    public bool UsesKubeConfig(ParseResult result) => result.GetValue(_kubeConfig) is not null || result.GetValue(_context) is not null;

    public async Task<OpenClawInstance> FindInstanceAsync(ParseResult result, OperationContext context, CancellationToken cancellationToken)
    {
        var cluster = await FindClusterAsync(result, context, cancellationToken);
        var found = await GetInstancesOperation.RunAsync(cluster, Name(result), Namespace(result), context, cancellationToken);
        return found.Count > 0
            ? found[0]
            : throw new OpenClawException("InstanceNotFound", ErrorKind.NotFound,
                $"There is no OpenClaw instance '{Name(result)}' in namespace '{Namespace(result)}' of cluster '{cluster.ClusterName}'. Deploy it first, or name another with --namespace.", Name(result));
    }

    public async Task<OpenClawCluster> FindClusterAsync(ParseResult result, OperationContext context, CancellationToken cancellationToken)
    {
        var (path, name) = (result.GetValue(_kubeConfig), result.GetValue(_context));
        if (path is not null || name is not null)
            return KubeConfigClusters.Get(path, name, context);
        var clusters = await GetClustersOperation.RunAsync(Name(result), null, SignIn(result), context, cancellationToken);
        return clusters[0];
    }
}
