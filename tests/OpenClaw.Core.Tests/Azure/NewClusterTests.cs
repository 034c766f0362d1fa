using System.Net;
using System.Text.Json.Nodes;
using OpenClaw.Operations;

namespace OpenClaw.Core.Tests.Azure;

public sealed class NewClusterTests
{
    private static readonly NewClusterOptions Options = new() { Name = "openclaw" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Makes_group_and_cluster_and_waits_until_it_runs()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate();
        var caller = new RecordedContext();

        var cluster = await NewClusterOperation.RunAsync(Options, azure.SignIn, caller.Context, Cancel);

        Assert.NotNull(cluster);
        Assert.True(cluster is { Name: "openclaw", ClusterName: "openclaw-aks", ResourceGroup: "openclaw-RG", Ready: true, IsOurs: true, KubernetesVersion: "1.35.2", NodeSize: "Standard_D2s_v5", NodeCount: 1 });
        Assert.Equal(["PUT " + ArmScript.GroupPath, "PUT " + ArmScript.ClusterPath], azure.Writes.Select(r => $"{r.Method} {r.Path}"), StringComparer.OrdinalIgnoreCase);
        Assert.Equal("2026-06-01", azure.Writes.Last().ApiVersion);
        Assert.Equal(
            ["create resource group 'openclaw-RG' in eastus2", "create AKS cluster 'openclaw-aks' in resource group 'openclaw-RG', eastus2: 1 x Standard_D2s_v5, tier Free"],
            caller.Questions);
        Assert.Contains(caller.Progress, p => p.Status == "Creating");
        Assert.True(caller.Progress.Last().Completed);
        Assert.Equal("managed-by=OpenClaw.PowerShell;openclaw-name=openclaw", Tags(azure.Writes.First()));
    }

    [Fact]
    public async Task Sends_the_body_of_the_design_letter_for_letter()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate(looks: 0);

        await NewClusterOperation.RunAsync(
            Options with { Tier = "Standard", KubernetesVersion = "1.35", Tags = new Dictionary<string, string> { ["cost-center"] = "7" } },
            azure.SignIn, OperationContext.Silent, Cancel);

        var expected = JsonNode.Parse("""
            {
              "location": "eastus2",
              "tags": { "cost-center": "7", "managed-by": "OpenClaw.PowerShell", "openclaw-name": "openclaw" },
              "sku": { "name": "Base", "tier": "Standard" },
              "identity": { "type": "SystemAssigned" },
              "properties": {
                "dnsPrefix": "openclaw-aks",
                "kubernetesVersion": "1.35",
                "enableRBAC": true,
                "agentPoolProfiles": [ {
                  "name": "system", "mode": "System", "type": "VirtualMachineScaleSets", "count": 1, "vmSize": "Standard_D2s_v5",
                  "osType": "Linux", "maxPods": 50
                } ],
                "networkProfile": {
                  "networkPlugin": "azure", "networkPluginMode": "overlay", "networkDataplane": "cilium", "networkPolicy": "cilium",
                  "podCidr": "10.244.0.0/16", "serviceCidr": "10.0.0.0/16", "dnsServiceIP": "10.0.0.10",
                  "loadBalancerSku": "standard", "outboundType": "loadBalancer"
                },
                "oidcIssuerProfile": { "enabled": true },
                "securityProfile": { "workloadIdentity": { "enabled": true } },
                "autoUpgradeProfile": { "upgradeChannel": "patch", "nodeOSUpgradeChannel": "NodeImage" }
              }
            }
            """)!;
        var sent = azure.Writes.Single(r => r.Is("PUT", ArmScript.ClusterPath));
        Assert.Equal(expected.ToJsonString(), sent.Body!.ToJsonString());
        Assert.Equal("*", sent.Headers["If-None-Match"]);
    }

    [Fact]
    public async Task WhatIf_names_what_would_be_made_and_makes_nothing()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate();
        var caller = new RecordedContext(whatIf: true);

        var cluster = await NewClusterOperation.RunAsync(Options, azure.SignIn, caller.Context, Cancel);

        Assert.Null(cluster);
        Assert.Empty(azure.Writes);
        Assert.Equal(2, caller.Questions.Count);
    }

    [Fact]
    public async Task No_to_the_group_asks_nothing_more()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate();
        var caller = new RecordedContext(allow: false);

        Assert.Null(await NewClusterOperation.RunAsync(Options, azure.SignIn, caller.Context, Cancel));

        Assert.Empty(azure.Writes);
        Assert.Single(caller.Questions);
    }

    [Fact]
    public async Task NoWait_returns_when_Azure_has_accepted()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate(looks: int.MaxValue);

        var cluster = await NewClusterOperation.RunAsync(Options with { NoWait = true }, azure.SignIn, OperationContext.Silent, Cancel);

        Assert.True(cluster is { ProvisioningState: "Creating", Ready: false });
        Assert.DoesNotContain(azure.Requests, r => r.Is("GET", ArmScript.OperationPath));
    }

    [Fact]
    public async Task A_failed_creation_shows_Azures_code_and_words_and_a_remedy()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate(looks: 1, end: ArmScript.FailedOperation("ErrCode_InsufficientVCPUQuota", "left regional vcpu quota 1, requested 2"));

        var error = await FailsAsync(azure, Options);

        Assert.True(error is { ErrorId: "AzureQuotaExceeded", Kind: ErrorKind.LimitsExceeded });
        Assert.Contains("ErrCode_InsufficientVCPUQuota: left regional vcpu quota 1, requested 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("Quotas", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_the_wait_returns_at_once_and_says_that_Azure_goes_on()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate(looks: int.MaxValue);
        azure.On("GET", ArmScript.OperationPath, ArmScript.Operation("InProgress").With("Retry-After", "120"));
        var caller = new RecordedContext();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        // Once the operation was looked at, the next look is two minutes away: only a wait that listens ends in time.
        caller.OnMessage = m =>
        {
            if (m is ProgressMessage { Status: "Creating" }) stop.CancelAfter(50);
        };
        var start = DateTime.UtcNow;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => NewClusterOperation.RunAsync(Options, azure.SignIn, caller.Context, stop.Token));

        Assert.True(DateTime.UtcNow - start < TimeSpan.FromSeconds(20));
        Assert.Contains(caller.Warnings, w => w.Contains("Azure goes on", StringComparison.Ordinal) && w.Contains("run the same command again", StringComparison.Ordinal));
        Assert.True(caller.Progress.Last().Completed);
    }

    [Fact]
    public async Task Debug_lines_hold_no_signature_and_no_token()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);
        azure.LetCreate(looks: 1);
        var caller = new RecordedContext();

        await NewClusterOperation.RunAsync(Options, azure.SignIn, caller.Context, Cancel);

        Assert.Contains(caller.Debug, d => d.Contains(ArmScript.OperationPath, StringComparison.OrdinalIgnoreCase));
        Assert.Contains(caller.Debug, d => d.StartsWith("PUT ", StringComparison.Ordinal) && d.Contains(" 201 ", StringComparison.Ordinal));
        Assert.DoesNotContain(caller.Debug, d => d.Contains("SIGNATURE", StringComparison.Ordinal) || d.Contains("test-token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mistakes_in_the_options_are_all_told_before_Azure_is_asked_anything()
    {
        await using var azure = await ArmScript.StartAsync(Cancel);

        var error = await FailsAsync(azure, new NewClusterOptions
        {
            Name = "Open_Claw",
            ResourceGroup = "group.",
            ClusterName = "-aks",
            Location = "east/us",
            NodeCount = 0,
            NodeSize = "small size",
            Tier = "Gold",
            KubernetesVersion = "latest",
            Tags = new Dictionary<string, string> { ["managed-by"] = "me", ["a<b"] = "" },
        });

        Assert.True(error is { ErrorId: "ClusterOptionsInvalid", Kind: ErrorKind.InvalidArgument });
        Assert.All(
            ["'Open_Claw'", "'group.'", "'-aks'", "'east/us'", "Node count 0", "'small size'", "'Gold'", "'latest'", "'managed-by'", "'a<b'"],
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.Empty(azure.Requests);
    }

    private static async Task<OpenClawException> FailsAsync(ArmServer azure, NewClusterOptions options) =>
        await Assert.ThrowsAnyAsync<OpenClawException>(() => NewClusterOperation.RunAsync(options, azure.SignIn, OperationContext.Silent, Cancel));

    private static string Tags(ArmRequest request) =>
        string.Join(';', request.Body!["tags"]!.AsObject().OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => $"{t.Key}={t.Value}"));
}
