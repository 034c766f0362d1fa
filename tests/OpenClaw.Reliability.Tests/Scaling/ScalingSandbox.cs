using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using OpenClaw.Operations;
using OpenClaw.Reliability.Cluster;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Hosting;
using OpenClaw.Sandbox.Kubernetes;
using OpenClaw.Tests.Operations;

namespace OpenClaw.Reliability.Scaling;

/// <summary>A cluster with an installation, whose nodes are to be changed; keeps what the operation says and asks.</summary>
internal sealed class ScalingSandbox : IAsyncDisposable
{
    public const string Larger = "Standard_D4s_v5";

    private readonly FastSandbox sandbox;
    private readonly ConcurrentQueue<OperationMessage> messages = new();

    private ScalingSandbox(FastSandbox sandbox, OpenClawCluster cluster) => (this.sandbox, Cluster) = (sandbox, cluster);

    public SandboxHost Host => sandbox.Host;

    public FastSandbox Fast => sandbox;

    public OpenClawCluster Cluster { get; }

    public IObjectStore Store => Assert.Single(Host.RunningClusters).Store!;

    public Sandbox.Arm.ManagedCluster Managed => Assert.Single(Host.Manager.Clusters);

    /// <summary>Questions asked, as target and action.</summary>
    public ConcurrentQueue<string> Questions { get; } = new();

    public IEnumerable<string> Verbose => messages.OfType<VerboseMessage>().Select(static m => m.Text);

    public IEnumerable<string> Warnings => messages.OfType<WarningMessage>().Select(static m => m.Text);

    public IEnumerable<ProgressMessage> Progress => messages.OfType<ProgressMessage>();

    /// <summary>Name, size and number of nodes of each pool.</summary>
    public string Pools => string.Join(", ", Managed.Pools.Select(static p => $"{p!["name"]} {p["count"]} x {p["vmSize"]}"));

    /// <summary>Names of the nodes, cordoned ones with an exclamation mark.</summary>
    public string Nodes => string.Join(", ", Store.List("v1", "Node").Select(static n => (n.Flag("spec", "unschedulable") ? "!" : "") + n.Name()));

    /// <summary>The nodes that run OpenClaw's pods.</summary>
    public IEnumerable<string> PodNodes => Store.List("v1", "Pod", "openclaw-ns").Where(static p => !p.IsDeleting())
        .Select(static p => p.Text("spec", "nodeName") ?? "").Distinct();

    public static async Task<ScalingSandbox> StartAsync(CancellationToken cancellationToken, RequestHooks? hooks = null, bool install = true)
    {
        var fast = await FastSandbox.StartAsync(hooks ?? new RequestHooks(), cancellationToken);
        var cluster = await fast.MakeClusterAsync(cancellationToken);
        if (install)
            await fast.InstallAsync(cluster, cancellationToken);
        return new ScalingSandbox(fast, cluster);
    }

    /// <summary>What Set-OpenClawCluster does.</summary>
    public Task<OpenClawCluster?> SetAsync(ClusterSettings settings, CancellationToken cancellationToken, TimeProvider? time = null, bool whatIf = false, Func<string, bool>? answer = null) =>
        SetClusterOperation.RunAsync(Cluster, settings, new OperationContext
        {
            Write = messages.Enqueue,
            Time = time ?? new ScaledTime(10),
            WhatIf = whatIf,
            ShouldChange = (target, action, _) =>
            {
                Questions.Enqueue($"{target}: {action}");
                return Task.FromResult(!whatIf && (answer?.Invoke(action) ?? true));
            },
        }, cancellationToken);

    /// <summary>Waits until a running operation has said something.</summary>
    public async Task WaitUntilSaidAsync(string text, Task running, CancellationToken cancellationToken)
    {
        while (!Verbose.Any(v => v.Contains(text, StringComparison.Ordinal)))
        {
            Assert.False(running.IsCompleted, $"It ended without saying '{text}': {running.Exception?.InnerException?.Message}");
            await Task.Delay(20, cancellationToken);
        }
    }

    /// <summary>Makes a budget that lets no pod of LiteLLM go.</summary>
    public void AddBudget() => Store.Create(
        JsonNode.Parse("""
            {"apiVersion":"policy/v1","kind":"PodDisruptionBudget","metadata":{"name":"always","namespace":"openclaw-ns"},
             "spec":{"minAvailable":1,"selector":{"matchLabels":{"app":"demo-llmproxy"} } } }
            """)!.AsObject(), "test");

    /// <summary>Puts a pod on the first node.</summary>
    public void AddPod(string name, string? ownerKind = null)
    {
        var pod = JsonNode.Parse($$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}","namespace":"default"},
             "spec":{"nodeName":"aks-system-sandbox-vmss000000","tolerations":[{"operator":"Exists"}],"containers":[{"name":"main","image":"i:1"}]}}
            """)!.AsObject();
        if (ownerKind is not null)
        {
            // Of a kind the sandbox does not have; the uid is that of something that stays, so that the pod does too.
            pod["metadata"]!["ownerReferences"] = new JsonArray(new JsonObject
            {
                ["apiVersion"] = "apps/v1",
                ["kind"] = ownerKind,
                ["name"] = "agent",
                ["controller"] = true,
                ["uid"] = Store.Get("v1", "Namespace", null, "default")!.Uid(),
            });
        }

        Store.Create(pod, "test");
    }

    public ValueTask DisposeAsync() => sandbox.DisposeAsync();
}
