using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;

namespace OpenClaw.Operations.Changes;

/// <summary>Whether an image of OpenClaw may have run, and so may have changed the state on the volume.</summary>
internal static class GatewayTrace
{
    /// <summary>False only where it is certain that it never ran: it was never applied, or no container of its only pod ever had its image.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="image">The image.</param>
    /// <param name="former">The image before it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<bool> MayHaveRunAsync(InstanceContext instance, string image, string former, CancellationToken cancellationToken)
    {
        if (image == former)
            return false;
        var names = instance.Names;
        var deployment = await instance.Client.GetAsync(new(ResourceKind.Deployment, names.Namespace, names.OpenClaw), cancellationToken).ConfigureAwait(false);
        if (Image(deployment.Child("spec").Child("template").Child("spec")) == former && RolloutProgress.Replicas(deployment!) > 0)
            return false;
        var pods = await instance.Client.ListAsync(
            ResourceKind.Pod, names.Namespace, $"app={names.OpenClaw}", null, cancellationToken).ConfigureAwait(false);
        var its = pods.Where(p => Image(p.Child("spec")) == image).ToList();
        return its.Count != 1 || its.Exists(static p => p.Child("status").Children("initContainerStatuses")
            .Concat(p.Child("status").Children("containerStatuses")).Any(static c => !string.IsNullOrEmpty(c.Text("imageID"))));
    }

    private static string? Image(JsonObject? spec) => spec.Children("containers").FirstOrDefault()?.Text("image");
}
