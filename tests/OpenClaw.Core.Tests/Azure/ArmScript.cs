using System.Net;
using System.Text.Json.Nodes;

namespace OpenClaw.Core.Tests.Azure;

/// <summary>What Azure usually says, for a subscription that may make a cluster in eastus2.</summary>
internal static class ArmScript
{
    public const string ClusterPath =
        $"/subscriptions/{ArmServer.Subscription}/resourceGroups/openclaw-RG/providers/Microsoft.ContainerService/managedClusters/openclaw-aks";

    public const string GroupPath = $"/subscriptions/{ArmServer.Subscription}/resourceGroups/openclaw-RG";

    public const string OperationPath =
        $"/subscriptions/{ArmServer.Subscription}/providers/Microsoft.ContainerService/locations/eastus2/operations/0d2b63f5";

    public static async Task<ArmServer> StartAsync(CancellationToken cancellationToken)
    {
        var server = await ArmServer.StartAsync(cancellationToken);
        var subscription = $"/subscriptions/{ArmServer.Subscription}";
        server.On("GET", "/subscriptions", ArmAnswer.List(Subscription(ArmServer.Subscription, "Rehearsal")));
        server.On("GET", subscription + "/locations", ArmAnswer.List(Location("eastus2"), Location("westeurope"), Location("swedencentral")));
        server.On("GET", "/Microsoft.Compute/skus", ArmAnswer.List(Size("Standard_D2s_v5", "standardDSv5Family", 2, 8), Size("Standard_B1s", "standardBSFamily", 1, 1)));
        server.On("GET", "/usages", ArmAnswer.List(Usage("cores", "Total Regional vCPUs", 4, 100), Usage("standardDSv5Family", "Standard DSv5 Family vCPUs", 0, 10)));
        foreach (var name in (string[])["Microsoft.Compute", "Microsoft.Network", "Microsoft.Storage", "Microsoft.ContainerService"])
        {
            server.On("GET", "/providers/" + name, Provider(name, "Registered"));
        }

        server.On("GET", "/Microsoft.Authorization/permissions", ArmAnswer.List(Permission(["*"], ["Microsoft.Authorization/*/Delete", "Microsoft.Authorization/*/Write"])));
        return server;
    }

    /// <summary>Lets a group and a cluster be made: 201, so many times InProgress, then what the operation ends with.</summary>
    public static void LetCreate(this ArmServer server, int looks = 2, ArmAnswer? end = null)
    {
        JsonObject? group = null, cluster = null;
        var polls = 0;
        server.On(r => r.Is("GET", GroupPath) && group is not null ? ArmAnswer.Ok(group.DeepClone()) : null);
        server.On(r => r.Is("PUT", GroupPath) ? Created(group = Group("openclaw-RG", (JsonObject?)r.Body!["tags"]?.DeepClone())) : null);
        server.On(r =>
        {
            if (r.Is("PUT", ClusterPath))
            {
                if (cluster is not null && r.Headers.ContainsKey("If-None-Match"))
                {
                    return ArmAnswer.FlatError(HttpStatusCode.PreconditionFailed, "PreconditionFailed", "The resource exists.");
                }

                cluster = Cluster("Creating", tags: (JsonObject?)r.Body!["tags"]?.DeepClone());
                return Created(cluster).With("Azure-AsyncOperation", "{endpoint}" + OperationPath + "?api-version=2025-03-01&t=638&c=MIIH&s=SIGNATURE&h=HASH");
            }

            if (r.Is("GET", ClusterPath) && cluster is not null) return ArmAnswer.Ok(cluster.DeepClone());
            if (!r.Is("GET", OperationPath)) return null;
            if (Interlocked.Increment(ref polls) <= looks) return Operation("InProgress").With("retry-after-ms", "20");
            var answer = end ?? Operation("Succeeded");
            cluster!["properties"]!["provisioningState"] = answer.Body!["status"]!.DeepClone();
            return answer;
        });
    }

    public static void LetExist(this ArmServer server, JsonNode cluster, JsonNode? group = null)
    {
        server.On("GET", GroupPath, ArmAnswer.Ok(group ?? Group("openclaw-RG", OurTags())));
        server.On("GET", ClusterPath, ArmAnswer.Ok(cluster));
    }

    /// <summary>
    /// Has Azure be Stopping or Starting the cluster from now on: 202 at any <c>operationresults</c> and that state for so many looks, then
    /// 204 and the new power state.
    /// </summary>
    public static void LetPower(this ArmServer server, string state, int looks)
    {
        var polls = 0;
        var (before, after) = state == "Stopping" ? ("Running", "Stopped") : ("Stopped", "Running");
        server.On(r =>
        {
            if (r.Method != "GET" || !(r.Path.Contains("/operationresults/", StringComparison.Ordinal) || r.Is("GET", ClusterPath))) return null;
            var over = Interlocked.Increment(ref polls) > looks;
            if (r.Is("GET", ClusterPath)) return ArmAnswer.Ok(over ? Cluster("Succeeded", after, OurTags()) : Cluster(state, before, OurTags()));
            return new ArmAnswer(over ? HttpStatusCode.NoContent : HttpStatusCode.Accepted).With("retry-after-ms", "10");
        });
    }

    public static JsonObject OurTags() => new() { ["managed-by"] = "OpenClaw.PowerShell", ["openclaw-name"] = "openclaw" };

    public static ArmAnswer Operation(string status) =>
        ArmAnswer.Ok(new JsonObject { ["name"] = "0d2b63f5", ["status"] = status, ["startTime"] = "2026-11-20T10:00:00Z" });

    public static ArmAnswer FailedOperation(string code, string message) => ArmAnswer.Ok(new JsonObject
    {
        ["name"] = "0d2b63f5",
        ["status"] = "Failed",
        ["error"] = new JsonObject { ["code"] = code, ["message"] = message },
    });

    public static JsonObject Cluster(string state, string power = "Running", JsonObject? tags = null, string name = "openclaw-aks", string group = "openclaw-RG") => new()
    {
        // AKS writes the id with a small g.
        ["id"] = $"/subscriptions/{ArmServer.Subscription}/resourcegroups/{group}/providers/Microsoft.ContainerService/managedClusters/{name}",
        ["name"] = name,
        ["type"] = "Microsoft.ContainerService/ManagedClusters",
        ["location"] = "eastus2",
        ["tags"] = tags,
        ["sku"] = new JsonObject { ["name"] = "Base", ["tier"] = "Free" },
        ["properties"] = new JsonObject
        {
            ["provisioningState"] = state,
            ["powerState"] = new JsonObject { ["code"] = power },
            ["kubernetesVersion"] = "1.35",
            ["currentKubernetesVersion"] = "1.35.2",
            ["dnsPrefix"] = "openclaw-aks",
            ["agentPoolProfiles"] = new JsonArray(new JsonObject { ["name"] = "system", ["mode"] = "System", ["count"] = 1, ["vmSize"] = "Standard_D2s_v5" }),
        },
    };

    public static JsonObject Group(string name, JsonObject? tags, string state = "Succeeded") => new()
    {
        ["id"] = $"/subscriptions/{ArmServer.Subscription}/resourceGroups/{name}",
        ["name"] = name,
        ["type"] = "Microsoft.Resources/resourceGroups",
        ["location"] = "eastus2",
        ["tags"] = tags,
        ["properties"] = new JsonObject { ["provisioningState"] = state },
    };

    public static JsonObject Subscription(string id, string name, string state = "Enabled") => new()
    {
        ["id"] = "/subscriptions/" + id,
        ["subscriptionId"] = id,
        ["tenantId"] = "99999999-2222-3333-4444-555555555555",
        ["displayName"] = name,
        ["state"] = state,
        ["subscriptionPolicies"] = new JsonObject { ["locationPlacementId"] = "Public_2014-09-01", ["quotaId"] = "PayAsYouGo_2014-09-01", ["spendingLimit"] = "Off" },
        ["authorizationSource"] = "RoleBased",
    };

    public static JsonObject Size(string name, string family, int cpus, int memory, string? restriction = null) => new()
    {
        ["resourceType"] = "virtualMachines",
        ["name"] = name,
        ["family"] = family,
        ["locations"] = new JsonArray("eastus2"),
        ["capabilities"] = new JsonArray(
            new JsonObject { ["name"] = "vCPUs", ["value"] = $"{cpus}" }, new JsonObject { ["name"] = "MemoryGB", ["value"] = $"{memory}" }),
        ["restrictions"] = restriction is null ? [] : new JsonArray(new JsonObject { ["type"] = restriction, ["reasonCode"] = "NotAvailableForSubscription" }),
    };

    public static JsonObject Usage(string name, string localized, int used, int limit) => new()
    {
        ["unit"] = "Count",
        ["currentValue"] = used,
        ["limit"] = limit,
        ["name"] = new JsonObject { ["value"] = name, ["localizedValue"] = localized },
    };

    public static ArmAnswer Provider(string name, string state) => ArmAnswer.Ok(new JsonObject
    {
        ["id"] = $"/subscriptions/{ArmServer.Subscription}/providers/{name}",
        ["namespace"] = name,
        ["registrationState"] = state,
        ["resourceTypes"] = new JsonArray(new JsonObject
        {
            ["resourceType"] = "managedClusters",
            ["locations"] = new JsonArray("East US 2", "Sweden Central"),
            ["apiVersions"] = new JsonArray("2026-06-02-preview", "2026-06-01"),
        }),
    });

    public static JsonObject Permission(string[] actions, string[] notActions) => new()
    {
        ["actions"] = new JsonArray([.. actions]),
        ["notActions"] = new JsonArray([.. notActions]),
    };

    private static JsonObject Location(string name) => new()
    {
        ["id"] = $"/subscriptions/{ArmServer.Subscription}/locations/{name}",
        ["name"] = name,
        ["displayName"] = name,
        ["metadata"] = new JsonObject { ["regionType"] = "Physical", ["regionCategory"] = "Recommended" },
    };

    private static ArmAnswer Created(JsonObject body) => new(HttpStatusCode.Created, body.DeepClone());
}
