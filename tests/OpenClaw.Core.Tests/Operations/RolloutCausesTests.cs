using System.Text.Json.Nodes;
using OpenClaw.Operations;

namespace OpenClaw.Tests.Operations;

/// <summary>The states of pods as real kubelets report them (1.20 to 1.36), and what is said about them.</summary>
public class RolloutCausesTests
{
    public static TheoryData<string, string, string> PodStates => new()
    {
        {
            "image/ghcr.io/x/y:1", "cannot be pulled",
            """{"containerStatuses":[{"name":"openclaw","image":"ghcr.io/x/y:1","state":{"waiting":{"reason":"ErrImagePull","message":"not found"}}}]}"""
        },
        {
            "image/ghcr.io/x/y:1", "ImagePullBackOff",
            """{"initContainerStatuses":[{"name":"prepare","image":"ghcr.io/x/y:1","state":{"waiting":{"reason":"ImagePullBackOff","message":"Back-off"}}}]}"""
        },
        {
            "memory/openclaw/openclaw", "memory limit of 3Gi",
            """{"containerStatuses":[{"name":"openclaw","restartCount":1,"state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"reason":"OOMKilled","exitCode":137}}}]}"""
        },
        {
            "crash/openclaw/openclaw", "exit code 78 (restarts: 2)",
            """{"containerStatuses":[{"name":"openclaw","restartCount":2,"state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"reason":"Error","exitCode":78}}}]}"""
        },
        {
            "config/openclaw/openclaw", "secret \"x\" not found",
            """{"containerStatuses":[{"name":"openclaw","state":{"waiting":{"reason":"CreateContainerConfigError","message":"secret \"x\" not found"}}}]}"""
        },
        {
            "schedule/openclaw", "No node has room",
            """{"conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/1 nodes are available: 1 Insufficient memory."}]}"""
        },
        {
            "schedule/openclaw", "waits for its volume",
            """{"conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"pod has unbound immediate PersistentVolumeClaims"}]}"""
        },
        { "evicted/openclaw", "was evicted", """{"reason":"Evicted","message":"The node was low on resource: ephemeral-storage."}""" },
    };

    [Theory]
    [MemberData(nameof(PodStates))]
    public void A_pods_trouble_is_explained(string key, string says, string status)
    {
        var cause = Assert.Single(RolloutCauses.Of([Deployment()], [Pod(status)], [], []));
        Assert.Equal(key, cause.Key);
        Assert.Contains(says, cause.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"ReplicaFailure","status":"True","reason":"FailedCreate","message":"pods \"x\" is forbidden: exceeded quota: q, requested: memory=1Gi"}""", "replicas/openclaw", "quota")]
    [InlineData("""{"type":"ReplicaFailure","status":"True","reason":"FailedCreate","message":"pods \"x\" is forbidden: violates PodSecurity \"restricted:latest\""}""", "replicas/openclaw", "Pod Security")]
    [InlineData("""{"type":"Progressing","status":"False","reason":"ProgressDeadlineExceeded"}""", "deadline/openclaw", "deadline")]
    public void A_Deployments_trouble_is_explained(string condition, string key, string says)
    {
        var deployment = Deployment();
        deployment["status"]!["conditions"] = new JsonArray(JsonNode.Parse(condition));
        var cause = Assert.Single(RolloutCauses.Of([deployment], [], [], []));
        Assert.Equal(key, cause.Key);
        Assert.Contains(says, cause.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_that_waits_is_explained_by_its_events()
    {
        var claim = Object("""{"metadata":{"name":"openclaw-data"},"status":{"phase":"Pending"}}""");
        var failed = Event("PersistentVolumeClaim", "openclaw-data", "ProvisioningFailed", "storageclass \"fast\" not found");
        Assert.Contains("\"fast\" not found", Assert.Single(RolloutCauses.Of([Deployment()], [], [claim], [failed])).Text, StringComparison.Ordinal);
        claim["status"]!["phase"] = "Bound";
        Assert.Empty(RolloutCauses.Of([Deployment()], [], [claim], [failed]));
    }

    [Fact]
    public void Pods_that_are_ready_going_or_of_an_older_template_are_no_trouble()
    {
        const string Crash = """{"containerStatuses":[{"name":"openclaw","restartCount":2,"state":{"waiting":{"reason":"CrashLoopBackOff"}},"lastState":{"terminated":{"exitCode":1}}}]}""";
        var going = Pod(Crash);
        going["metadata"]!["deletionTimestamp"] = "2026-01-01T00:00:00Z";
        var older = Pod(Crash);
        older["metadata"]!["annotations"]!["checksum/config"] = "old";
        var ready = Pod("""{"conditions":[{"type":"Ready","status":"True"}],"containerStatuses":[{"name":"openclaw","ready":true,"restartCount":1,"state":{"running":{}},"lastState":{"terminated":{"exitCode":1}}}]}""");
        var starting = Pod("""{"containerStatuses":[{"name":"openclaw","ready":false,"restartCount":0,"state":{"running":{}}}],"initContainerStatuses":[{"name":"prepare","ready":true,"state":{"terminated":{"exitCode":0}}}]}""");
        Assert.Empty(RolloutCauses.Of([Deployment()], [going, older, ready, starting], [], [Event("Pod", "openclaw-1", "Unhealthy", "Startup probe failed")]));
    }

    [Theory]
    [InlineData("""{"observedGeneration":2,"replicas":1,"updatedReplicas":1,"availableReplicas":1}""", true)]
    [InlineData("""{"observedGeneration":1,"replicas":1,"updatedReplicas":1,"availableReplicas":1}""", false)]
    [InlineData("""{"observedGeneration":2,"replicas":2,"updatedReplicas":1,"availableReplicas":2}""", false)]
    [InlineData("""{"observedGeneration":2,"replicas":1,"updatedReplicas":1}""", false)]
    [InlineData("""{"observedGeneration":2,"replicas":1,"availableReplicas":1}""", false)]
    [InlineData("{}", false)]
    public void A_rollout_is_complete_when_only_new_pods_are_left_and_available(string status, bool complete)
    {
        var deployment = Deployment();
        deployment["status"] = JsonNode.Parse(status);
        Assert.Equal(complete, RolloutProgress.IsComplete(deployment));
    }

    private static JsonObject Deployment() => Object("""
        {
          "metadata": {"name": "openclaw", "generation": 2},
          "spec": {
            "replicas": 1,
            "selector": {"matchLabels": {"app": "openclaw"}},
            "template": {"metadata": {"annotations": {"checksum/config": "new"}}, "spec": {"containers": [{"name": "openclaw", "image": "ghcr.io/x/y:1"}]}}
          },
          "status": {"observedGeneration": 2, "replicas": 1, "updatedReplicas": 1}
        }
        """);

    private static JsonObject Pod(string status)
    {
        var pod = Object("""
            {
              "metadata": {"name": "openclaw-1", "labels": {"app": "openclaw"}, "annotations": {"checksum/config": "new", "cni": "x"}},
              "spec": {"containers": [{"name": "openclaw", "image": "ghcr.io/x/y:1", "resources": {"limits": {"memory": "3Gi"}}}]}
            }
            """);
        pod["status"] = JsonNode.Parse(status);
        return pod;
    }

    private static JsonObject Event(string kind, string name, string reason, string message) => new()
    {
        ["type"] = "Warning",
        ["reason"] = reason,
        ["message"] = message,
        ["involvedObject"] = new JsonObject { ["kind"] = kind, ["name"] = name },
    };

    private static JsonObject Object(string json) => JsonNode.Parse(json)!.AsObject();
}
