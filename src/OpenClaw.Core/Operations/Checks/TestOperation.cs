using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Checks;

/// <summary>Walks the chain from Azure to the model and says which link is broken.</summary>
public static class TestOperation
{
    /// <summary>Tests an instance. Changes nothing; the endpoints are asked with a few tokens each, the chat with some 17,000.</summary>
    /// <param name="find">Finds the cluster, the instance's name and its namespace; what it fails with is the first check's result.</param>
    /// <param name="options">What to test.</param>
    /// <param name="report">Gets each result as it is known, from any thread, one at a time.</param>
    /// <param name="context">Takes messages; is asked before tokens are used.</param>
    /// <param name="cancellationToken">Stops the tests.</param>
    /// <returns>True when nothing failed.</returns>
    /// <exception cref="OpenClawException">The caller did not say which instance (<see cref="ErrorKind.InvalidArgument"/>).</exception>
    public static async Task<bool> RunAsync(
        Func<CancellationToken, Task<(OpenClawCluster Cluster, string Name, string Namespace)>> find, TestOptions options,
        Action<OpenClawTestResult> report, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(find);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(context);
        var failed = false;
        var checks = new CheckReport(result =>
        {
            failed |= result.Status == OpenClawTestStatus.Failed;
            report(result);
        }, context);
        try
        {
            var azure = new AzureChecks();
            var signedIn = await checks.RunAsync(CheckNames.SignIn, null, CheckMessages.SignInRemedy, async token =>
            {
                var outcome = await azure.SignInAsync(find, token).ConfigureAwait(false);
                (checks.InstanceName, checks.Namespace) = (azure.Name, azure.Namespace);
                return outcome;
            }, cancellationToken).ConfigureAwait(false);
            var blocked = signedIn ? null : CheckNames.SignIn;
            if (!await checks.RunAsync(CheckNames.Cluster, blocked, CheckMessages.ClusterRemedy, azure.ClusterAsync, cancellationToken).ConfigureAwait(false))
                blocked ??= CheckNames.Cluster;
            await checks.RunAsync(CheckNames.Quota, blocked, CheckMessages.QuotaRemedy, azure.QuotaAsync, cancellationToken).ConfigureAwait(false);
            await InClusterAsync(azure, options, checks, blocked, context, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            checks.Complete();
        }
        return !failed;
    }

    private static async Task InClusterAsync(
        AzureChecks azure, TestOptions options, CheckReport checks, string? blocked, OperationContext context, CancellationToken cancellationToken)
    {
        IKubernetesClient? client = null;
        try
        {
            if (!await checks.RunAsync(CheckNames.Api, blocked, CheckMessages.ApiRemedy, async token =>
            {
                client = new KubernetesClient(await azure.Found.ConnectAsync(token).ConfigureAwait(false), context);
                return CheckOutcome.Passed(MessageText.Format(
                    CheckMessages.ApiPassed, client.Name, await client.GetVersionAsync(token).ConfigureAwait(false)));
            }, cancellationToken).ConfigureAwait(false))
            {
                client?.Dispose();
                client = null;
                blocked ??= CheckNames.Api;
            }
            var names = new InstanceNames(azure.Name, azure.Namespace);
            await new InstanceChecks(client, azure.Cluster, names, options, checks, context).RunAsync(blocked, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            client?.Dispose();
        }
    }
}
