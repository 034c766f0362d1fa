using OpenClaw.Sandbox.Kubernetes.Schema;
using OpenClaw.Sandbox.Kubernetes.Storage;

namespace OpenClaw.Sandbox.Kubernetes.Http;

/// <summary>What the query of a write says: who writes, whether for real, and what becomes of unknown fields.</summary>
internal sealed class WriteParameters
{
    private readonly string _validation;

    private WriteParameters(WriteOptions options, string validation)
    {
        Options = options;
        _validation = validation;
    }

    public WriteOptions Options { get; }

    public static WriteParameters Read(ApiRequest request, bool isApply = false)
    {
        var dryRun = request.Query("dryRun");
        if (dryRun is not (null or "" or "All")) throw Invalid("dryRun", "FieldValueNotSupported", $"Unsupported value: \"{dryRun}\": supported values: \"All\"");
        var validation = request.Query("fieldValidation") is { Length: > 0 } given ? given : "Warn";
        if (validation is not ("Ignore" or "Warn" or "Strict"))
            throw Invalid("fieldValidation", "FieldValueNotSupported", $"Unsupported value: \"{validation}\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\"");
        var manager = request.Query("fieldManager") ?? "";
        if (manager.Length > 128) throw Invalid("fieldManager", "FieldValueTooLong", "Too long: may not be more than 128 bytes");
        if (isApply && manager.Length == 0) throw Invalid("fieldManager", "FieldValueRequired", "Required value: is required for apply patch");
        if (!isApply && request.Method == "PATCH" && request.Query("force") is not null)
            throw Invalid("force", "FieldValueForbidden", "Forbidden: may not be specified for non-apply patch");
        if (manager.Length == 0) manager = request.Context.Request.Headers.UserAgent.ToString().Split('/')[0];
        if (manager.Length == 0) manager = "unknown";
        return new WriteParameters(new WriteOptions(manager) { DryRun = dryRun == "All", Subresource = request.Subresource }, validation);

        StatusException Invalid(string field, string reason, string message) => Statuses.InvalidOption(
            request.Method switch { "PATCH" => "PatchOptions", "PUT" => "UpdateOptions", _ => "CreateOptions" }, field, reason, message);
    }

    /// <summary>Refuses or warns of what decoding complained of.</summary>
    public void Report(string kind, DecodeIssues issues)
    {
        if (issues.Messages.Count == 0 || _validation == "Ignore") return;
        if (_validation == "Warn")
        {
            Options.Warnings.AddRange(issues.Messages);
            return;
        }

        throw Statuses.BadRequest(
            $"{kind} in version \"v1\" cannot be handled as a {kind}: strict decoding error: {string.Join(", ", issues.Messages.Distinct())}");
    }
}
