using System.Net;
using OpenClaw.Contract.Clusters;

namespace OpenClaw.Contract.Cases;

/// <summary>Cases that need a pod that runs: a shell, in words that busybox and the sandbox's shell both know.</summary>
public abstract class PodCases(ContractCluster cluster) : ContractCases(cluster)
{
    protected const byte Input = 0;
    protected const byte Output = 1;
    protected const byte Error = 2;
    protected const byte Outcome = 3;

    /// <summary>Lasts until somebody makes the file /tmp/go.</summary>
    protected const string UntilTold = "until [ -e /tmp/go ]; do sleep 0.1; done";

    protected const string Forever = "exec sleep 600";

    /// <summary>Runs a script in a pod and waits until its log says that it is so far.</summary>
    protected async Task RunAsync(string script, string until, string restart = "Never")
    {
        Cluster.RequirePods();
        (await CreatePodAsync($$$"""
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": {"restartPolicy": "{{{restart}}}",
             "terminationGracePeriodSeconds": 0, "volumes": [{"name": "tmp", "emptyDir": {} }],
             "containers": [{"name": "main", "image": "localhost/openclaw-testbed/busybox:1", "imagePullPolicy": "Never",
             "command": ["sh", "-c", "{{{script}}}"], "volumeMounts": [{"name": "tmp", "mountPath": "/tmp"}]}] } }
            """)).Is(HttpStatusCode.Created);
        await Cluster.UntilAsync($"{Pods}/web/log", answer => answer.Code == HttpStatusCode.OK && answer.Text.Contains(until, StringComparison.Ordinal));
    }

    /// <summary>Runs a command in the pod to its end.</summary>
    protected async Task<Channels> ExecAsync(params string[] command)
    {
        var channels = await OpenExecAsync(Channels.Protocol, "stdout=true&stderr=true", command);
        await channels.ReceiveUntilAsync(() => channels.Bytes(Outcome).Length > 0);
        return channels;
    }

    /// <summary>Starts a command in the pod.</summary>
    protected async Task<Channels> OpenExecAsync(string protocol, string streams, params string[] command)
    {
        var query = string.Join('&', command.Select(word => "command=" + Uri.EscapeDataString(word)));
        return new Channels(await Cluster.ConnectAsync($"{Pods}/web/exec?container=main&{streams}&{query}", protocol));
    }
}
