using System.Globalization;
using System.Net;
using System.Security;
using Azure.Core;
using Azure.Identity;
using OpenClaw.Resources;

namespace OpenClaw.Azure;

/// <summary>Decides which ways to sign in are tried, and in which order.</summary>
internal static class SignInSources
{
    // Off Azure the address of the instance metadata service answers nobody, and the SDK would wait and retry for over a minute.
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ToolTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(60);

    /// <summary>The ways the options ask for; where they ask for none, those that need no configuration.</summary>
    /// <exception cref="OpenClawException">The options contradict each other or lack a part.</exception>
    public static IReadOnlyList<SignInSource> For(AzureSignInOptions options, AzureCloud cloud)
    {
        if (options.AccessToken is { } token)
        {
            return [new(SignInKind.AccessToken, AzureMessages.SignInWithAccessToken, FixedToken.Create(Plain(token)), null)];
        }

        if (options.ApplicationId is not null || options.ApplicationSecret is not null) return [ServicePrincipal(options, cloud)];
        if (options.ManagedIdentity || options.ManagedIdentityClientId is not null || RunsWithManagedIdentity())
        {
            return [ManagedIdentity(options, cloud, RequestTimeout)];
        }

        List<SignInSource> sources = [AzureCli(options, cloud), AzurePowerShell(options, cloud), ManagedIdentity(options, cloud, ProbeTimeout), EnvironmentVariables(cloud)];
        if (options.Interactive && HasBrowser()) sources.Add(Browser(options, cloud));
        return sources;
    }

    private static SignInSource ServicePrincipal(AzureSignInOptions options, AzureCloud cloud)
    {
        if (options.ApplicationId is null || options.ApplicationSecret is null || options.TenantId is null)
        {
            throw new OpenClawException(
                nameof(AzureMessages.ServicePrincipalIncomplete), ErrorKind.InvalidArgument, AzureMessages.ServicePrincipalIncomplete);
        }

        var credential = new ClientSecretCredential(
            options.TenantId, options.ApplicationId, Plain(options.ApplicationSecret),
            new ClientSecretCredentialOptions { AuthorityHost = cloud.AuthorityHost });
        return new(SignInKind.ServicePrincipal, AzureMessages.SignInWithServicePrincipal, credential, RequestTimeout);
    }

    private static SignInSource ManagedIdentity(AzureSignInOptions options, AzureCloud cloud, TimeSpan timeout)
    {
        var id = options.ManagedIdentityClientId is { } clientId
            ? ManagedIdentityId.FromUserAssignedClientId(clientId)
            : ManagedIdentityId.SystemAssigned;
        var credential = new ManagedIdentityCredential(new ManagedIdentityCredentialOptions(id) { AuthorityHost = cloud.AuthorityHost });
        return new(SignInKind.ManagedIdentity, AzureMessages.SignInWithManagedIdentity, credential, timeout);
    }

    private static SignInSource AzureCli(AzureSignInOptions options, AzureCloud cloud)
    {
        var cli = new AzureCliCredentialOptions
        {
            AuthorityHost = cloud.AuthorityHost,
            TenantId = options.TenantId,
            ProcessTimeout = ToolTimeout,
        };
        // The CLI takes a tenant or a subscription, which tells it the tenant as well; by id only, and null is refused.
        if (options.TenantId is null && Guid.TryParse(options.Subscription, out _)) cli.Subscription = options.Subscription;
        return new(SignInKind.AzureCli, AzureMessages.SignInWithAzureCli, new AzureCliCredential(cli), ToolTimeout);
    }

    private static SignInSource AzurePowerShell(AzureSignInOptions options, AzureCloud cloud) => new(
        SignInKind.AzurePowerShell, AzureMessages.SignInWithAzurePowerShell,
        new AzurePowerShellCredential(new AzurePowerShellCredentialOptions
        {
            AuthorityHost = cloud.AuthorityHost,
            TenantId = options.TenantId,
            ProcessTimeout = ToolTimeout,
        }),
        ToolTimeout);

    private static SignInSource EnvironmentVariables(AzureCloud cloud) => new(
        SignInKind.EnvironmentVariables, AzureMessages.SignInWithEnvironment,
        new EnvironmentCredential(new EnvironmentCredentialOptions { AuthorityHost = cloud.AuthorityHost }), RequestTimeout);

    private static SignInSource Browser(AzureSignInOptions options, AzureCloud cloud) => new(
        SignInKind.Browser, AzureMessages.SignInWithBrowser,
        new InteractiveBrowserCredential(new InteractiveBrowserCredentialOptions
        {
            AuthorityHost = cloud.AuthorityHost,
            TenantId = options.TenantId,
        }),
        null);

    /// <summary>
    /// Azure Automation (and App Service, which sets the same two variables) has an identity and nobody to ask. Azure Arc machines set
    /// the endpoint alone; people work there, so that is no sign.
    /// </summary>
    private static bool RunsWithManagedIdentity() =>
        Has("AUTOMATION_ASSET_ACCOUNTID") || (Has("IDENTITY_ENDPOINT") && Has("IDENTITY_HEADER"));

    private static bool HasBrowser() =>
        Environment.UserInteractive && (!OperatingSystem.IsLinux() || Has("DISPLAY") || Has("WAYLAND_DISPLAY"));

    private static bool Has(string variable) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable));

    private static string Plain(SecureString value) => new NetworkCredential("", value).Password;
}
