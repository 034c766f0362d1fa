using System.CommandLine;
using OpenClaw.Azure;
using OpenClaw.Operations;

namespace OpenClaw.Cli.Commands;

/// <summary>The options with which a command names a cluster in Azure.</summary>
internal sealed class AzureClusterOptions
{
    private readonly Argument<string> _name = new("name") { Description = "Name as given to deploy, the cluster's own name, or its resource id" };
    private readonly Option<string?> _resourceGroup = new("--resource-group", "-g") { Description = "Resource group, where the name alone does not tell which cluster is meant" };
    private readonly SignInOptions _signIn = new();

    public void AddTo(Command command)
    {
        command.Add(_name);
        command.Add(_resourceGroup);
        _signIn.AddTo(command);
    }

    public string Name(ParseResult result) => result.GetValue(_name)!;

    public string? ResourceGroup(ParseResult result) => result.GetValue(_resourceGroup);

    public AzureSignInOptions SignIn(ParseResult result) => _signIn.Read(result);

    public async Task<OpenClawCluster> FindAsync(ParseResult result, OperationContext context, CancellationToken cancellationToken)
    {
        var found = await GetClustersOperation.RunAsync(Name(result), ResourceGroup(result), SignIn(result), context, cancellationToken);
        return found is [var only]
            ? only
            : throw new OpenClawException("ClusterAmbiguous", ErrorKind.InvalidArgument,
                $"'{Name(result)}' does not name one cluster. Add --resource-group, or give the cluster's resource id.", Name(result));
    }
}
