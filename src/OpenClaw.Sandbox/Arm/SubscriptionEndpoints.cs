using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>Tenants, subscriptions and their regions.</summary>
internal static class SubscriptionEndpoints
{
    public static void Map(ArmRoutes routes)
    {
        routes.Map("GET", "/tenants", "Microsoft.Resources/tenants", null, request => Paging.Page(request,
        [
            new JsonObject
            {
                ["id"] = $"/tenants/{request.Manager.Options.TenantId}",
                ["tenantId"] = request.Manager.Options.TenantId,
                ["countryCode"] = "US",
                ["displayName"] = "OpenClaw sandbox",
                ["domains"] = new JsonArray("openclawsandbox.onmicrosoft.com"),
                ["tenantCategory"] = "Home",
                ["defaultDomain"] = "openclawsandbox.onmicrosoft.com",
                ["tenantType"] = "AAD",
            },
        ]));
        routes.Map("GET", "/subscriptions", "Microsoft.Resources/subscriptions", null, request => Paging.Page(
            request, request.Manager.Permissions.Count == 0 ? [] : [Subscription(request.Manager.Options)]));
        routes.Map("GET", "/subscriptions/{subscription}", "Microsoft.Resources/subscriptions", "Microsoft.Resources/subscriptions/read",
            request => ArmResponse.Ok(Subscription(request.Manager.Options)));
        routes.Map("GET", "/subscriptions/{subscription}/locations", "Microsoft.Resources/subscriptions/locations",
            "Microsoft.Resources/subscriptions/locations/read",
            request => ArmResponse.Ok(new JsonObject { ["value"] = Regions.ToJson(request.Manager.Options.SubscriptionId) }));
    }

    private static JsonObject Subscription(ResourceManagerOptions options) => new()
    {
        ["id"] = $"/subscriptions/{options.SubscriptionId}",
        ["authorizationSource"] = "RoleBased",
        ["managedByTenants"] = new JsonArray(),
        ["subscriptionId"] = options.SubscriptionId,
        ["tenantId"] = options.TenantId,
        ["displayName"] = options.SubscriptionName,
        ["state"] = "Enabled",
        ["subscriptionPolicies"] = new JsonObject
        {
            ["locationPlacementId"] = "Public_2014-09-01",
            ["quotaId"] = "PayAsYouGo_2014-09-01",
            ["spendingLimit"] = "Off",
        },
    };
}
