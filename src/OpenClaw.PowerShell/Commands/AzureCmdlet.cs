using System.Management.Automation;
using System.Security;
using OpenClaw.Azure;
using OpenClaw.PowerShell.Pipeline;
using OpenClaw.PowerShell.Resources;
using OpenClaw.Sandbox;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Base of the cmdlets that work in an Azure subscription or, instead, in a sandbox.</summary>
public abstract class AzureCmdlet : OpenClawCmdlet
{
    private protected AzureCmdlet()
    {
    }

    /// <summary>A sandbox to work in instead of Azure, from Start-OpenClawSandbox.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ParameterSets.Sandbox)]
    [ValidateNotNull]
    public OpenClawSandbox? Sandbox { get; set; }

    /// <summary>Id or name of the Azure subscription. Without it, the one that Azure CLI or Azure PowerShell has selected, or the only one there is.</summary>
    [Parameter(ParameterSetName = ParameterSets.Azure)]
    [ValidateNotNullOrEmpty]
    public string? Subscription { get; set; }

    /// <summary>Id of the Microsoft Entra tenant to sign in to. Needed with -Credential.</summary>
    [Parameter(ParameterSetName = ParameterSets.Azure)]
    [Alias("TenantId")]
    [ValidateNotNullOrEmpty]
    public string? Tenant { get; set; }

    /// <summary>The Azure cloud: AzureCloud, AzureUSGovernment or AzureChinaCloud.</summary>
    [Parameter(ParameterSetName = ParameterSets.Azure)]
    [ValidateSet("AzureCloud", "AzureUSGovernment", "AzureChinaCloud")]
    [PSDefaultValue(Value = "AzureCloud")]
    public string Environment { get; set; } = "AzureCloud";

    /// <summary>A ready access token for Azure Resource Manager, for example that of Get-AzAccessToken -AsSecureString.</summary>
    [Parameter(ParameterSetName = ParameterSets.Azure)]
    [ValidateNotNull]
    public SecureString? AccessToken { get; set; }

    /// <summary>A service principal: its application id as the user name, its secret as the password. Goes with -Tenant.</summary>
    [Parameter(ParameterSetName = ParameterSets.Azure)]
    [ValidateNotNull]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Sign in as the managed identity of the machine this runs on, and as nobody else.</summary>
    [Parameter(ParameterSetName = ParameterSets.Azure)]
    public SwitchParameter Identity { get; set; }

    /// <summary>Client id of a user-assigned managed identity. Goes with -Identity; without it, the system-assigned one.</summary>
    [Parameter(ParameterSetName = ParameterSets.Azure)]
    [ValidateNotNullOrEmpty]
    public string? AccountId { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var ways = (AccessToken is null ? 0 : 1) + (Credential is null ? 0 : 1) + (Identity ? 1 : 0);
        if (ways > 1)
            ThrowInvalidArgument(nameof(ShellMessages.SignInConflict), ShellMessages.SignInConflict, nameof(AccessToken));
        if (Credential is not null && Tenant is null)
            ThrowInvalidArgument(nameof(ShellMessages.CredentialNeedsTenant), ShellMessages.CredentialNeedsTenant, nameof(Credential));
        if (AccountId is not null && !Identity)
            ThrowInvalidArgument(nameof(ShellMessages.AccountIdNeedsIdentity), ShellMessages.AccountIdNeedsIdentity, nameof(AccountId));
    }

    /// <summary>Gets how to sign in, as the parameters say.</summary>
    private protected AzureSignInOptions GetSignIn() => Sandbox?.SignIn ?? new AzureSignInOptions
    {
        Environment = Environment,
        Subscription = Subscription,
        TenantId = Tenant,
        AccessToken = AccessToken,
        ApplicationId = Credential?.UserName,
        ApplicationSecret = Credential?.Password,
        ManagedIdentity = Identity,
        ManagedIdentityClientId = AccountId,
    };

    private void ThrowInvalidArgument(string errorId, string message, string parameter) =>
        ThrowTerminatingError(
            ErrorRecords.From(new OpenClawException(errorId, ErrorKind.InvalidArgument, message, parameter), parameter));
}
