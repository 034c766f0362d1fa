using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Runs what nobody else may do to the same instance at the same time.</summary>
internal static class InstanceLock
{
    /// <summary>Takes the instance's lease, works, and gives it back. The instance's namespace has to be there.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="holder">Who works.</param>
    /// <param name="work">The work; its token is cancelled when the lease is lost.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="OpenClawException">Somebody else is at work, or took over meanwhile (<see cref="ErrorKind.ResourceBusy"/>).</exception>
    public static async Task RunAsync(
        InstanceContext instance, LeaseHolder holder, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            var lease = await InstallLease.AcquireAsync(instance, holder, cancellationToken).ConfigureAwait(false);
            await using var _ = lease.ConfigureAwait(false);
            if (lease.IsTakenOver)
                await HelperPod.DropLeftAsync(instance).ConfigureAwait(false);
            await WorkAsync(instance, lease, work, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            holder.End();
        }
    }

    private static async Task WorkAsync(
        InstanceContext instance, InstallLease lease, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lease.Lost);
        try
        {
            await work(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (lease.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new OpenClawException(
                nameof(InstallMessages.LeaseLost), ErrorKind.ResourceBusy, MessageText.Format(InstallMessages.LeaseLost, instance.Instance),
                instance.Instance, e);
        }
    }
}
