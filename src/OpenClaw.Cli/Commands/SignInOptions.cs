using System.CommandLine;
using OpenClaw.Azure;

namespace OpenClaw.Cli.Commands;

/// <summary>The options with which a command says which Azure it means, and as whom.</summary>
internal sealed class SignInOptions
{
    private readonly Option<string?> _subscription = new("--subscription") { Description = "Subscription id or name [default: the one az has selected]" };
    private readonly Option<string?> _tenant = new("--tenant") { Description = "Tenant id" };
    private readonly Option<string> _environment = new("--environment")
    {
        Description = "Azure cloud",
        DefaultValueFactory = _ => "AzureCloud",
    };

    private readonly Option<bool> _identity = new("--identity") { Description = "Sign in with this machine's managed identity" };

    public void AddTo(Command command)
    {
        _environment.AcceptOnlyFromAmong("AzureCloud", "AzureUSGovernment", "AzureChinaCloud");
        command.Add(_subscription);
        command.Add(_tenant);
        command.Add(_environment);
        command.Add(_identity);
    }

    public AzureSignInOptions Read(ParseResult result) => new()
    {
        Subscription = result.GetValue(_subscription),
        TenantId = result.GetValue(_tenant),
        Environment = result.GetValue(_environment)!,
        ManagedIdentity = result.GetValue(_identity),
    };
}
