using System.Net;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Tests.Arm;

/// <summary>What AKS refuses at once, with its own codes and its flat shape.</summary>
public sealed class ManagedClusterCheckTests
{
    [Theory]
    [InlineData("properties.dnsPrefix", "\"-bad-\"", "InvalidParameter", "dnsPrefix")]
    [InlineData("properties.kubernetesVersion", "\"1.20.1\"", "K8sVersionNotSupported", "is on version 1.20.1")]
    [InlineData("properties.agentPoolProfiles", "null", "InvalidParameter", "agentPoolProfiles")]
    [InlineData("properties.agentPoolProfiles", "[]", "InvalidParameter", "agentPoolProfiles")]
    [InlineData("properties.agentPoolProfiles.0.name", "\"Not-A-Pool\"", "InvalidParameter", "agent pool name 'Not-A-Pool'")]
    [InlineData("properties.agentPoolProfiles.0.count", "0", "InvalidParameter", "between 1 and 1000")]
    [InlineData("properties.agentPoolProfiles.0.count", "\"one\"", "UnmarshalError", "cannot unmarshal")]
    [InlineData("properties.agentPoolProfiles.0.mode", "\"User\"", "InvalidParameter", "at least one System agent pool")]
    [InlineData("properties.agentPoolProfiles.0.vmSize", "\"Standard_Nope\"", "BadRequest",
        "The VM size of Standard_Nope is not allowed in your subscription in location 'eastus2'. The available VM sizes are 'standard_b1s,")]
    [InlineData("properties.networkProfile.networkPlugins", "\"azure\"", "UnmarshalError", "unknown field \"networkPlugins\"")]
    [InlineData("identity", "null", "InvalidParameter", "servicePrincipalProfile")]
    public async Task A_wrong_value_is_named(string path, string json, string code, string message)
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeGroupAsync();
        var body = ArmServer.ClusterBody();
        Set(body, path, JsonNode.Parse(json));

        var answer = await server.SendAsync("PUT", ArmServer.ClusterPath(), body);

        Assert.Equal((HttpStatusCode.BadRequest, code), (answer.Status, (string?)answer.Body!["code"]));
        Assert.Contains(message, (string?)answer.Body["message"], StringComparison.Ordinal);
        Assert.Equal("", (string?)answer.Body["subcode"]);
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync(ArmServer.ClusterPath())).Status);
    }

    [Theory]
    [InlineData("location", "\"atlantis\"", HttpStatusCode.BadRequest, "LocationNotAvailableForResourceType")]
    [InlineData("location", "5", HttpStatusCode.BadRequest, "InvalidRequestContent")]
    [InlineData("location", "null", HttpStatusCode.BadRequest, "LocationRequired")]
    [InlineData("tags", """{"a?b":"c"}""", HttpStatusCode.BadRequest, "InvalidTagNameCharacters")]
    public async Task What_Resource_Manager_refuses_itself_is_wrapped(string path, string json, HttpStatusCode status, string code)
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeGroupAsync();
        var body = ArmServer.ClusterBody();
        Set(body, path, JsonNode.Parse(json));

        var answer = await server.SendAsync("PUT", ArmServer.ClusterPath(), body);

        Assert.Equal((status, code), (answer.Status, (string?)answer.Body!["error"]!["code"]));
    }

    [Fact]
    public async Task A_name_with_a_trailing_hyphen_is_refused()
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeGroupAsync();

        var answer = await server.SendAsync("PUT", ArmServer.ClusterPath("demo-"), ArmServer.ClusterBody());

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("resourceName", (string?)answer.Body!["target"]);
    }

    [Fact]
    public async Task A_missing_group_is_named()
    {
        await using var server = await ArmServer.StartAsync();

        var answer = await server.SendAsync("PUT", ArmServer.ClusterPath(), ArmServer.ClusterBody());

        Assert.Equal((HttpStatusCode.NotFound, "ResourceGroupNotFound"), (answer.Status, answer.Code));
        Assert.Equal("Resource group 'demo-RG' could not be found.", answer.Message);
    }

    [Theory]
    [InlineData("standardDSv5Family", "Insufficient vcpu quota requested 4, remaining 3 for family standardDSv5Family for region eastus2.")]
    [InlineData("cores", "Insufficient regional vcpu quota left for location eastus2. left regional vcpu quota 3, requested quota 4.")]
    public async Task Too_little_quota_is_named(string family, string message)
    {
        await using var server = await ArmServer.StartAsync();
        server.Manager.Quota[("eastus2", family)] = 3;
        await server.MakeGroupAsync();

        var answer = await server.SendAsync("PUT", ArmServer.ClusterPath(), ArmServer.ClusterBody(count: 2));

        Assert.Equal((HttpStatusCode.BadRequest, "ErrCode_InsufficientVCPUQuota"), (answer.Status, (string?)answer.Body!["code"]));
        Assert.StartsWith(message, answer.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Created, (await server.SendAsync("PUT", ArmServer.ClusterPath(), ArmServer.ClusterBody())).Status);
    }

    [Fact]
    public async Task A_restricted_size_is_refused_as_an_unknown_one()
    {
        await using var server = await ArmServer.StartAsync();
        server.Manager.RestrictedSizes.Add(("eastus2", "Standard_D2s_v5"));
        await server.MakeGroupAsync();

        var answer = await server.SendAsync("PUT", ArmServer.ClusterPath(), ArmServer.ClusterBody());

        Assert.Equal("BadRequest", (string?)answer.Body!["code"]);
        Assert.DoesNotContain("standard_d2s_v5,", answer.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("properties.dnsPrefix", "\"other\"", "dnsPrefix")]
    [InlineData("properties.agentPoolProfiles.0.vmSize", "\"Standard_D4s_v5\"", "agentPoolProfile.vmSize")]
    public async Task What_is_fixed_for_life_cannot_be_changed(string path, string json, string target)
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeClusterAsync();
        var body = ArmServer.ClusterBody();
        Set(body, path, JsonNode.Parse(json));

        var answer = await server.SendAsync("PUT", ArmServer.ClusterPath(), body);

        Assert.Equal((HttpStatusCode.BadRequest, "PropertyChangeNotAllowed", target), (answer.Status, answer.Code, (string?)answer.Body!["target"]));
    }

    [Fact]
    public async Task A_cluster_cannot_move_to_another_region()
    {
        await using var server = await ArmServer.StartAsync();
        await server.MakeClusterAsync();

        var answer = await server.SendAsync("PUT", ArmServer.ClusterPath(), ArmServer.ClusterBody(location: "westus3"));

        Assert.Equal((HttpStatusCode.Conflict, "InvalidResourceLocation"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Names_in_another_case_are_put_right()
    {
        await using var server = await ArmServer.StartAsync();
        var body = ArmServer.ClusterBody();
        body["properties"]!["EnableRbac"] = false;
        ((JsonObject)body["properties"]!).Remove("enableRBAC");
        await server.MakeClusterAsync(body);

        Assert.False((bool)(await server.GetAsync(ArmServer.ClusterPath())).Body!["properties"]!["enableRBAC"]!);
    }

    private static void Set(JsonNode body, string path, JsonNode? value)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
            body = int.TryParse(name, out var index) ? body[index]! : body[name]!;
        body[names[^1]] = value;
    }
}
