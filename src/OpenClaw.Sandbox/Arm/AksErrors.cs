namespace OpenClaw.Sandbox.Arm;

/// <summary>The AKS resource provider's errors, in its words and its flat shape.</summary>
internal static class AksErrors
{
    public static ArmException BadRequest(string message) => new(400, "BadRequest", message, flat: true);

    public static ArmException InvalidParameter(string parameter, string why) => new(400, "InvalidParameter",
        $"The value of parameter {parameter} is invalid. Error details: {why}", flat: true, target: parameter);

    public static ArmException RequiredParameter(string parameter) => new(400, "InvalidParameter",
        $"Required parameter {parameter} is missing (null).", flat: true, target: parameter);

    public static ArmException PropertyChange(string property) => new(400, "PropertyChangeNotAllowed",
        $"Changing property '{property}' is not allowed.", flat: true, target: property);

    public static ArmException SizeNotAllowed(string size, string location, IEnumerable<string> available) => BadRequest(
        $"The VM size of {size} is not allowed in your subscription in location '{location}'. The available VM sizes are '{string.Join(',', available)}'. For more details, please visit https://aka.ms/aks/quotas-skus-regions");

    public static ArmException InsufficientQuota(string family, string location, int requested, int remaining) => new(
        400, "ErrCode_InsufficientVCPUQuota",
        (family == "cores"
            ? $"Insufficient regional vcpu quota left for location {location}. left regional vcpu quota {remaining}, requested quota {requested}."
            : $"Insufficient vcpu quota requested {requested}, remaining {remaining} for family {family} for region {location}.")
        + " If you want to increase the quota, please follow this instruction: https://learn.microsoft.com/en-us/azure/quotas/view-quotas. Surge nodes would also consume vcpu quota, please consider use smaller maxSurge or use maxUnavailable to proceed upgrade without surge nodes, details: aka.ms/aks/maxUnavailable.",
        flat: true);

    public static ArmException VersionNotSupported(string cluster, string version) => new(400, "K8sVersionNotSupported",
        $"Managed cluster {cluster} is on version {version}, which is not supported in this region. Please use [az aks get-versions] command to get the supported version list in this region. For more information, please check https://aka.ms/supported-version-list",
        flat: true);

    public static ArmException UpgradeNotAllowed(string from, string to, IEnumerable<string> upgrades) => new(400, "OperationNotAllowed",
        $"Upgrading Kubernetes version {from} to {to} is not allowed. Available upgrades: [{string.Join(' ', upgrades)}]. Please see https://aka.ms/aks-supported-k8s-ver for more details",
        flat: true);

    public static ArmException OperationInProgress(string state) => new(409, "OperationNotAllowed",
        $"Operation is not allowed: Another operation ({state}) is in progress, please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details",
        flat: true);

    public static ArmException NotAllowedInPowerState(string verb, string state) => new(409, "OperationNotAllowed",
        $"{verb} operation is not allowed: the managed cluster is in power state '{state}'.", flat: true);

    public static ArmException NoStaticCredential() => BadRequest(
        "Getting static credential is not allowed because this cluster is set to disable local accounts.");

    public static ArmException NoCredentialYet(string cluster) => new(409, "OperationNotAllowed",
        $"Managed cluster {cluster} has no credentials yet, please wait for its creation to finish.", flat: true);

    public static ArmException EtagMismatch(string? given, string actual) => new(412, "PreconditionFailed",
        $"Etag mismatched, the etag in the request header is {given}, while the etag of the resource is {actual}.", flat: true);

    public static ArmException PoolNotFound(string cluster, string pool) => new(404, "NotFound",
        $"Could not find the agent pool: '{pool}' in managed cluster '{cluster}'.", flat: true);
}
