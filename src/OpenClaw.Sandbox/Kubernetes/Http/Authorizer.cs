using OpenClaw.Sandbox.Kubernetes.Resources;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>Says no to those who may not, in the API server's words.</summary>
internal static class Authorizer
{
    public static StatusException Forbidden(ApiRequest request, ResourceType type)
    {
        var details = Statuses.Details(type, request.Name ?? "");
        if (request.Name is null) details.Remove("name");
        var name = request.Name is null ? "" : $" \"{request.Name}\"";
        var resource = request.Subresource is null ? type.Plural : $"{type.Plural}/{request.Subresource}";
        var scope = request.Namespace is null ? "at the cluster scope" : $"in the namespace \"{request.Namespace}\"";
        return new StatusException(
            403, "Forbidden",
            $"{type.QualifiedName}{name} is forbidden: User \"{request.User.Name}\" cannot {Verb(request)} resource \"{resource}\" in API group \"{type.Group}\" {scope}",
            details);
    }

    private static string Verb(ApiRequest request) => request.Method switch
    {
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => request.Name is null ? "deletecollection" : "delete",
        _ when request.Name is not null => "get",
        _ => request.QueryFlag("watch") && request.Query("watch") is not null ? "watch" : "list",
    };
}
