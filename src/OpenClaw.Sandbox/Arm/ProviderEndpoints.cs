namespace OpenClaw.Sandbox.Arm;

/// <summary>Resource providers and their registration.</summary>
internal static class ProviderEndpoints
{
    private const string Type = "Microsoft.Resources/providers";

    public static void Map(ArmRoutes routes)
    {
        routes.Map("GET", "/subscriptions/{subscription}/providers", Type, "Microsoft.Resources/subscriptions/providers/read",
            request => Paging.Page(request, Providers.Namespaces.Select(ns => Show(request, ns))));
        routes.Map("GET", "/subscriptions/{subscription}/providers/{namespace}", Type, "Microsoft.Resources/subscriptions/providers/read",
            request => ArmResponse.Ok(Show(request, Namespace(request))));
        routes.Map("POST", "/subscriptions/{subscription}/providers/{namespace}/register", Type,
            "{namespace}/register/action", Register);
        routes.Map("POST", "/subscriptions/{subscription}/providers/{namespace}/unregister", Type,
            "{namespace}/unregister/action", request =>
            {
                var ns = Namespace(request);
                request.Manager.RegistrationStates[ns] = "NotRegistered";
                return ArmResponse.Ok(Show(request, ns));
            });
    }

    private static ArmResponse Register(ArmRequest request)
    {
        var manager = request.Manager;
        var ns = Namespace(request);
        if (manager.RegistrationStateOf(ns) != "Registered")
        {
            manager.RegistrationStates[ns] = "Registering";
            manager.StartOperation("global", token => Task.Delay(manager.Options.ProvisioningTime / 2, token),
                _ => manager.RegistrationStates.Remove(ns));
        }

        return ArmResponse.Ok(Show(request, ns));
    }

    private static string Namespace(ArmRequest request) =>
        Providers.FindNamespace(request.Route("namespace")) ?? throw ArmErrors.InvalidNamespace(request.Route("namespace"));

    private static System.Text.Json.Nodes.JsonObject Show(ArmRequest request, string ns) =>
        Providers.ToJson(request.Manager.Options.SubscriptionId, ns, request.Manager.RegistrationStateOf(ns));
}
