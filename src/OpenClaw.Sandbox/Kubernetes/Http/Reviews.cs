using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>What may I do: everything as an administrator, nothing as somebody else.</summary>
internal static class Reviews
{
    /// <summary>The kinds of authorization.k8s.io that are answered.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["SelfSubjectAccessReview", "SelfSubjectRulesReview"];

    /// <summary>The answer to a review, or null when the request is none.</summary>
    public static Func<ApiRequest, Task>? Find(ApiRequest request) =>
        request is not { ApiVersion: "authorization.k8s.io/v1", Method: "POST", Name: null } ? null : request.Resource switch
        {
            "selfsubjectaccessreviews" => r => AnswerAsync(r, new JsonObject { ["allowed"] = r.User.IsAdministrator }),
            "selfsubjectrulesreviews" => r => AnswerAsync(r, r.User.IsAdministrator ? Rules() : NoRules()),
            _ => null,
        };

    private static async Task AnswerAsync(ApiRequest request, JsonObject status)
    {
        var body = await RequestBody.ReadObjectAsync(request.Context, null);
        body["status"] = status;
        await Responses.WriteJsonAsync(request.Context, body, 201);
    }

    private static JsonObject NoRules() => new() { ["resourceRules"] = new JsonArray(), ["nonResourceRules"] = new JsonArray(), ["incomplete"] = false };

    private static JsonObject Rules() => new()
    {
        ["resourceRules"] = new JsonArray(new JsonObject
        {
            ["verbs"] = new JsonArray("*"),
            ["apiGroups"] = new JsonArray("*"),
            ["resources"] = new JsonArray("*"),
        }),
        ["nonResourceRules"] = new JsonArray(new JsonObject { ["verbs"] = new JsonArray("*"), ["nonResourceURLs"] = new JsonArray("*") }),
        ["incomplete"] = false,
    };
}
