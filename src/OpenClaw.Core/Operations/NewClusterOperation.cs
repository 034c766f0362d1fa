using System.Globalization;
using Azure;
using OpenClaw.Azure;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>
/// Makes a cluster for OpenClaw, or finds that it is there. May be run again at any time, also after having been killed anywhere:
/// what is ours and there is not touched, what Azure still works on is waited for.
/// </summary>
public static class NewClusterOperation
{
    /// <summary>Makes the cluster.</summary>
    /// <param name="options">What cluster.</param>
    /// <param name="signIn">Which Azure, as whom.</param>
    /// <param name="context">Takes messages, answers questions.</param>
    /// <param name="cancellationToken">Stops waiting at once; what Azure has accepted goes on there.</param>
    /// <returns>The cluster; null when the caller did not want it made (WhatIf, or No to the question).</returns>
    /// <exception cref="OpenClawException">
    /// Something is wrong with the options, the sign-in, the rights, the quota ..., or Azure refused or failed.
    /// </exception>
    public static Task<OpenClawCluster?> RunAsync(
        NewClusterOptions options, AzureSignInOptions signIn, OperationContext context, CancellationToken cancellationToken)
    {
        var plan = ClusterPlan.From(options);
        return AzureErrors.TranslateAsync(plan.ClusterName, async () =>
        {
            var connection = await AzureConnection.OpenAsync(signIn, context, cancellationToken).ConfigureAwait(false);
            var cluster = await new ClusterMaker(connection, plan, context).RunAsync(cancellationToken).ConfigureAwait(false);
            return cluster is null ? null : ClusterFactory.Create(connection, cluster);
        });
    }
}
