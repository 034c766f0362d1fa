using System.Globalization;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>Resource Manager's own errors, in its words.</summary>
internal static class ArmErrors
{
    public static ArmException MissingToken() => new(401, "AuthenticationFailed",
        "Authentication failed. The 'Authorization' header is missing.");

    public static ArmException NotBearer() => new(401, "AuthenticationFailedInvalidHeader",
        "Authentication failed. The 'Authorization' header is provided in an invalid format.");

    public static ArmException InvalidToken() => new(401, "InvalidAuthenticationToken", "The access token is invalid.");

    public static ArmException ExpiredToken(DateTimeOffset expiry, DateTimeOffset now) => new(401, "ExpiredAuthenticationToken", string.Create(
        CultureInfo.InvariantCulture,
        $"The access token expiry UTC time '{expiry.UtcDateTime:M/d/yyyy h:mm:ss tt}' is earlier than current UTC time '{now.UtcDateTime:M/d/yyyy h:mm:ss tt}'."));

    public static ArmException Forbidden(Caller caller, string action, string scope) => new(403, "AuthorizationFailed",
        $"The client '{caller.Name}' with object id '{caller.ObjectId}' does not have authorization to perform action '{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.");

    public static ArmException MissingApiVersion() => new(400, "MissingApiVersionParameter",
        "The api-version query parameter (?api-version=) is required for all requests.");

    public static ArmException InvalidApiVersion(string version, IEnumerable<string> supported) => new(400, "InvalidApiVersionParameter",
        $"The api-version '{version}' is invalid. The supported versions are '{string.Join(',', supported)}'.");

    public static ArmException InvalidNamespace(string ns) => new(404, "InvalidResourceNamespace", $"The resource namespace '{ns}' is invalid.");

    public static ArmException InvalidResourceType(string ns, string type, string version, IEnumerable<string>? supported)
    {
        var message = $"The resource type '{type}' could not be found in the namespace '{ns}' for api version '{version}'.";
        if (supported is not null)
            message += $" The supported api-versions are '{string.Join(',', supported)}'.";
        return new(404, "InvalidResourceType", message);
    }

    public static ArmException NoRegisteredProvider(string location, string version, string type, IEnumerable<string> versions) => new(
        400, "NoRegisteredProviderFound",
        $"No registered resource provider found for location '{location}' and API version '{version}' for type '{type}'. The supported api-versions are '{string.Join(", ", versions)}'. The supported locations are '{string.Join(", ", Regions.Names)}'.");

    public static ArmException NotRegistered(string ns)
    {
        var message = $"The subscription is not registered to use namespace '{ns}'. See https://aka.ms/rps-not-found for how to register subscriptions.";
        return new(409, "MissingSubscriptionRegistration", message, details:
        [
            new JsonObject { ["code"] = "MissingSubscriptionRegistration", ["target"] = ns, ["message"] = message },
        ]);
    }

    public static ArmException SubscriptionNotFound(string id) => Guid.TryParse(id, out _)
        ? new(404, "SubscriptionNotFound", $"The subscription '{id}' could not be found.")
        : new(400, "InvalidSubscriptionId", $"The provided subscription identifier '{id}' is malformed or invalid.");

    public static ArmException GroupNotFound(string group) => new(404, "ResourceGroupNotFound", $"Resource group '{group}' could not be found.");

    public static ArmException GroupBeingDeleted(string group) => new(409, "ResourceGroupBeingDeleted",
        $"The resource group '{group}' is in deprovisioning state and cannot perform this operation.");

    public static ArmException ResourceNotFound(string type, string name, string group) => new(404, "ResourceNotFound",
        $"The Resource '{type}/{name}' under resource group '{group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix");

    public static ArmException LocationRequired() => new(400, "LocationRequired", "The location property is required for this definition.");

    public static ArmException LocationNotAvailableForGroup(string location) => new(400, "LocationNotAvailableForResourceGroup",
        $"The provided location '{location}' is not available for resource group. List of available regions is '{string.Join(',', Regions.Names)}'.");

    public static ArmException LocationNotAvailable(string location, string type) => new(400, "LocationNotAvailableForResourceType",
        $"The provided location '{location}' is not available for resource type '{type}'. List of available regions for the resource type is '{string.Join(',', Regions.Names)}'.");

    public static ArmException ResourceElsewhere(string name, string location, string group, string wanted) => new(409, "InvalidResourceLocation",
        $"The resource '{name}' already exists in location '{location}' in resource group '{group}'. A resource with the same name cannot be created in location '{wanted}'. Please select a new resource name.");

    public static ArmException GroupElsewhere(string location, string existing) => new(409, "InvalidResourceGroupLocation",
        $"Invalid resource group location '{location}'. The Resource group already exists in location '{existing}'.");

    public static ArmException InvalidContent(string why) => new(400, "InvalidRequestContent",
        $"The request content was invalid and could not be deserialized: '{why}'.");

    public static ArmException InvalidFilter(string filter) => new(400, "InvalidFilterInQueryString",
        $"Invalid $filter '{filter}' specified in the query string.");
}
