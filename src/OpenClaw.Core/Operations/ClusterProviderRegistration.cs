using System.Globalization;
using OpenClaw.Azure;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Registers the resource provider of AKS in a subscription that has never had a cluster.</summary>
internal sealed class ClusterProviderRegistration(AzureConnection connection, OperationContext context)
{
    private const string Provider = "Microsoft.ContainerService";

    /// <summary>Registers it when it is not, and waits until it is.</summary>
    /// <param name="state">Its state now.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>False when the caller did not want that and the cluster cannot be made.</returns>
    public async Task<bool> EnsureAsync(string? state, CancellationToken cancellationToken)
    {
        if (ClusterPreflight.NeedsRegistration(state))
        {
            var target = Text(ClusterMessages.TargetProvider, Provider, connection.SubscriptionId);
            if (!await context.ShouldChange(target, ClusterMessages.ActionRegister, cancellationToken).ConfigureAwait(false)) return context.WhatIf;
            await connection.Facts.RegisterAsync(Provider, cancellationToken).ConfigureAwait(false);
            state = "Registering";
        }

        var wait = new ClusterWait(context, Text(ClusterMessages.RegisteringProvider, Provider));
        try
        {
            // A registration that another run has begun is waited for too, but not when nothing is to be changed.
            while (state == "Registering" && !context.WhatIf)
            {
                wait.Report(state);
                await wait.PauseAsync(null, cancellationToken).ConfigureAwait(false);
                state = (await connection.Facts.ProviderAsync(Provider, "", cancellationToken).ConfigureAwait(false)).RegistrationState;
            }
        }
        finally
        {
            wait.Complete();
        }

        return true;
    }

    private static string Text(string format, params object[] arguments) => string.Format(CultureInfo.CurrentCulture, format, arguments);
}
