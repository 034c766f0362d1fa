namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>What a real API server of this version has and the sandbox does not, so that a request for it gets 501 and not a wrong 404.</summary>
internal static class NotSimulated
{
    private static readonly string[] Groups =
    [
        "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "authentication.k8s.io", "autoscaling", "batch",
        "certificates.k8s.io", "flowcontrol.apiserver.k8s.io", "metrics.k8s.io", "node.k8s.io", "rbac.authorization.k8s.io",
        "resource.k8s.io", "scheduling.k8s.io",
    ];

    private static readonly string[] Resources =
    [
        "bindings", "componentstatuses", "csidrivers", "csinodes", "csistoragecapacities", "daemonsets", "ingressclasses", "ingresses", "ipaddresses",
        "localsubjectaccessreviews", "podtemplates", "replicationcontrollers", "servicecidrs", "statefulsets", "subjectaccessreviews",
        "volumeattachments", "volumeattributesclasses",
    ];

    public static bool Has(ApiRequest request) => Groups.Contains(request.ApiVersion.Split('/')[0]) || Resources.Contains(request.Resource);
}
