using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenClaw.Kubernetes;
using OpenClaw.Manifests;
using OpenClaw.Resources;

namespace OpenClaw.Operations.Compare;

/// <summary>
/// Compares OpenClaw's configuration in its three places: as declared, as declared when its pod last started, and as persisted on the
/// volume, which is also what the gateway runs with.
/// </summary>
/// <param name="client">The cluster.</param>
/// <param name="names">The instance.</param>
/// <param name="shown">Makes values fit to be shown.</param>
/// <param name="operation">Takes messages.</param>
internal sealed class ConfigComparison(IKubernetesClient client, InstanceNames names, Shown shown, OperationContext operation)
{
    /// <summary>What differences in it are called by.</summary>
    public const string File = "openclaw.json";

    private const string Owner = "OpenClaw";

    // Either side adds to it (merge-config.mjs).
    private const string Set = "gateway.controlUi.allowedOrigins";

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    public async Task<IEnumerable<OpenClawDifference>> RunAsync(IReadOnlyList<DeclaredObject> declared, CancellationToken cancellationToken)
    {
        var map = declared.First(d => d.Object.Name.Kind == ResourceKind.ConfigMap && d.Object.Name.Name == names.OpenClawConfig).Object.Manifest;
        var wanted = JsonNode.Parse(map.Child("data").Text(OpenClawConfig.FileName)!)!.AsObject();
        var pods = await client.ListAsync(ResourceKind.Pod, names.Namespace, $"app={names.OpenClaw}", null, cancellationToken).ConfigureAwait(false);
        if (pods.FirstOrDefault(RolloutProgress.IsReady)?.Child("metadata").Text("name") is not { } pod)
        {
            operation.Warning(MessageText.Format(CompareMessages.CompareNoPod, $"{names.Namespace}/{names.Name}"));
            return [];
        }
        try
        {
            var last = await ReadAsync(pod, "openclaw.declared.json", cancellationToken).ConfigureAwait(false);
            var persisted = await ReadAsync(pod, File, cancellationToken).ConfigureAwait(false);
            return Compare(wanted, last, persisted);
        }
        catch (Exception e) when (e is OpenClawException or InvalidDataException)
        {
            operation.Warning(MessageText.Format(CompareMessages.CompareNoConfig, $"{names.Namespace}/{names.Name}", e.Message));
            return [];
        }
    }

    /// <summary>Compares the three.</summary>
    /// <param name="wanted">As declared.</param>
    /// <param name="last">As declared when the pod last started.</param>
    /// <param name="persisted">As persisted.</param>
    public IEnumerable<OpenClawDifference> Compare(JsonObject wanted, JsonObject last, JsonObject persisted)
    {
        var (declared, before, actual) = (Leaves(wanted), Leaves(last), Leaves(persisted));
        var remedy = MessageText.Format(CompareMessages.CompareRestart, names.OpenClaw, names.Namespace);
        foreach (var path in declared.Keys.Union(before.Keys))
        {
            var (d, b, a) = (declared.GetValueOrDefault(path), before.GetValueOrDefault(path), actual.GetValueOrDefault(path));
            if (!JsonNode.DeepEquals(d, b))
                yield return New(path, d, b, OpenClawDifferenceKind.Pending, remedy);
            else if (path != Set && !JsonNode.DeepEquals(d, a) && !(IsEmpty(d) && actual.Keys.Any(k => FieldOwners.IsWithin(k, path))))
                yield return New(path, d, a, OpenClawDifferenceKind.Overridden, owner: Owner);
            else if (path == Set)
                foreach (var difference in Sets(d, a))
                    yield return difference;
        }
        // A declared leaf may have become a map in the user's hands, and the other way round: those are told above.
        foreach (var (path, value) in actual.Where(a => !declared.ContainsKey(a.Key) && !before.ContainsKey(a.Key)
            && !declared.Any(d => !IsEmpty(d.Value) && (FieldOwners.IsWithin(a.Key, d.Key) || FieldOwners.IsWithin(d.Key, a.Key)))))
            yield return New(path, null, value, OpenClawDifferenceKind.UserOwned, owner: Owner);
    }

    // A declared empty map is a place for what the user puts there.
    private static bool IsEmpty(JsonNode? value) => value is JsonObject { Count: 0 };

    private IEnumerable<OpenClawDifference> Sets(JsonNode? declared, JsonNode? actual)
    {
        var (wanted, there) = ((declared as JsonArray ?? []).Select(Text).ToList(), (actual as JsonArray ?? []).Select(Text).ToList());
        foreach (var item in wanted.Except(there))
            yield return New(Set, JsonValue.Create(item), null, OpenClawDifferenceKind.Overridden, owner: Owner);
        foreach (var item in there.Except(wanted))
            yield return New(Set, null, JsonValue.Create(item), OpenClawDifferenceKind.UserOwned, owner: Owner);

        static string Text(JsonNode? item) => item is JsonValue value && value.TryGetValue(out string? text) ? text : item?.ToJsonString() ?? "null";
    }

    private OpenClawDifference New(
        string path, JsonNode? declared, JsonNode? actual, OpenClawDifferenceKind kind, string? remedy = null, string? owner = null) =>
        ObjectComparison.Difference(File, path, Value(path, declared, isDeclared: true), Value(path, actual, isDeclared: declared is not null), kind, remedy, owner);

    // The user's own may hold the tokens of channels in plain text: of what we do not know, only numbers and switches are shown.
    private string? Value(string path, JsonNode? value, bool isDeclared) =>
        value is null ? null
        : value is JsonValue v && v.GetValueKind() is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Number ? value.ToJsonString()
        : !isDeclared && path != Set ? CompareMessages.CompareText
        : Shown.IsSecret(path) && value is JsonValue ? Shown.Masked
        : Shown.Field(path, FieldDifference.Shown(shown.Of(value)));

    private async Task<JsonObject> ReadAsync(string pod, string file, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        var command = new ExecCommand(OpenClawPod.ContainerName, "cat", $"{OpenClawPod.StateFolder}/{file}") { Output = output };
        var code = await client.ExecAsync(names.Namespace, pod, command, cancellationToken).ConfigureAwait(false);
        if (code != 0)
            throw new InvalidDataException(MessageText.Format(CompareMessages.CompareNotRead, code));
        try
        {
            return JsonNode.Parse(Encoding.UTF8.GetString(output.ToArray()).TrimStart('\uFEFF'), null, Lenient) as JsonObject
                ?? throw new InvalidDataException(MessageText.Format(CompareMessages.CompareNotJson, file));
        }
        catch (JsonException)
        {
            throw new InvalidDataException(MessageText.Format(CompareMessages.CompareNotJson, file));
        }
    }

    // Lists are one setting, and so is an empty map.
    private static Dictionary<string, JsonNode?> Leaves(JsonObject root)
    {
        var leaves = new Dictionary<string, JsonNode?>(StringComparer.Ordinal);
        Add(root, "");
        return leaves;

        void Add(JsonNode? node, string path)
        {
            if (node is JsonObject { Count: > 0 } map)
                foreach (var (key, value) in map)
                    Add(value, FieldDifference.Join(path, key));
            else if (path.Length > 0)
                leaves[path] = node;
        }
    }
}
