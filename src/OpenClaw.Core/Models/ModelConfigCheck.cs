using System.Text.Json;
using OpenClaw.Resources;

namespace OpenClaw.Models;

/// <summary>Checks one model config and collects everything that is wrong with it.</summary>
internal sealed class ModelConfigCheck(ReadOnlyMemory<byte> utf8)
{
    private const int MaxEndpoints = 100;

    private static readonly string[] RootNames = ["apiVersion", "deploymentName", "azureOpenAI"];
    private static readonly string[] EntryNames = ["name", "endpoint", "key"];

    private readonly TextPositions _positions = new(utf8);

    /// <summary>What was found so far.</summary>
    public List<ModelConfigProblem> Problems { get; } = [];

    /// <summary>Checks the text; null when something needed is missing or wrong.</summary>
    public ModelConfigValues? Run()
    {
        var root = JsonTree.Read(utf8.Span, _positions, out var syntax);
        if (syntax is not null)
            Problems.Add(syntax);
        if (root is null)
        {
            if (syntax is null)
                Problems.Add(new(0, 0, "", ModelConfigMessages.FileEmpty, ModelConfigMessages.JsonShapeRemedy));
            return null;
        }
        if (root.Kind != JsonValueKind.Object)
        {
            Add(root.Offset, "", ModelConfigMessages.RootNotObject, ModelConfigMessages.JsonShapeRemedy);
            return null;
        }
        var complete = syntax is null;
        var fields = Fields(root, "", RootNames, EntryNames, complete);
        var apiVersion = Value(fields, "apiVersion", "", ModelConfigFields.CheckApiVersion);
        var deployment = Value(fields, "deploymentName", "", ModelConfigFields.CheckDeploymentName);
        var endpoints = fields.TryGetValue("azureOpenAI", out var list) ? Endpoints(list, complete) : null;
        return apiVersion is null || deployment is null || endpoints is null ? null : new(apiVersion, deployment, endpoints);
    }

    private List<OpenClawModelEndpoint>? Endpoints(JsonNodeAt list, bool complete)
    {
        if (list.Kind != JsonValueKind.Array)
        {
            Add(list.Offset, "azureOpenAI", MessageText.Format(ModelConfigMessages.NotAList, Kind(list)), ModelConfigMessages.ListRemedy);
            return null;
        }
        if (list.Items.Count == 0 && complete)
            Add(list.Offset, "azureOpenAI", ModelConfigMessages.ListEmpty, ModelConfigMessages.ListRemedy);
        if (list.Items.Count > MaxEndpoints)
            Add(list.Items[MaxEndpoints].Offset, "azureOpenAI", MessageText.Format(ModelConfigMessages.ListTooLong, MaxEndpoints), "");
        var endpoints = new List<OpenClawModelEndpoint>();
        var (names, uris) = (new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase), new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase));
        foreach (var (item, index) in list.Items.Take(MaxEndpoints).Select((item, index) => (item, index)))
            if (Entry(item, $"azureOpenAI[{index}]", names, uris, complete || index < list.Items.Count - 1) is { } endpoint)
                endpoints.Add(endpoint);
        return endpoints.Count > 0 && endpoints.Count == list.Items.Count ? endpoints : null;
    }

    private OpenClawModelEndpoint? Entry(
        JsonNodeAt item, string path, Dictionary<string, int> names, Dictionary<string, int> uris, bool complete)
    {
        if (item.Kind != JsonValueKind.Object)
        {
            Add(item.Offset, path, MessageText.Format(ModelConfigMessages.NotAnEntry, Kind(item)), ModelConfigMessages.ListRemedy);
            return null;
        }
        var fields = Fields(item, path, EntryNames, RootNames, complete);
        var name = Value(fields, "name", path, ModelConfigFields.CheckName);
        var endpoint = Value(fields, "endpoint", path, ModelConfigEndpointCheck.Check);
        var key = Value(fields, "key", path, ModelConfigFields.CheckKey);
        if (name is not null)
            Unique(names, name, fields["name"].Offset, $"{path}.name", ModelConfigMessages.NameRepeated, ModelConfigMessages.NameRepeatedRemedy);
        if (endpoint is not null)
            Unique(
                uris, endpoint.AbsoluteUri.TrimEnd('/'), fields["endpoint"].Offset, $"{path}.endpoint",
                ModelConfigMessages.EndpointRepeated, ModelConfigMessages.EndpointRepeatedRemedy);
        return name is null || endpoint is null || key is null ? null : new() { Name = name, Endpoint = endpoint, Key = key };
    }

    private Dictionary<string, JsonNodeAt> Fields(JsonNodeAt node, string path, string[] known, string[] elsewhere, bool complete)
    {
        var fields = new Dictionary<string, JsonNodeAt>(StringComparer.Ordinal);
        var meant = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in node.Properties)
        {
            if (!known.Contains(property.Name, StringComparer.Ordinal))
            {
                if (path.Length == 0 && property.Name == "$schema")
                    continue;
                var nearest = KnownNames.Nearest(property.Name, known);
                if (nearest is not null)
                    meant.Add(nearest);
                var remedy = nearest is not null ? MessageText.Format(ModelConfigMessages.PropertyNearest, nearest)
                    : !elsewhere.Contains(property.Name, StringComparer.Ordinal) ? MessageText.Format(ModelConfigMessages.PropertyRemove, string.Join(", ", known))
                    : path.Length == 0 ? ModelConfigMessages.PropertyBelongsInEntry : ModelConfigMessages.PropertyBelongsOnTop;
                Add(property.Offset, Join(path, Shown.Name(property.Name)), MessageText.Format(ModelConfigMessages.PropertyUnknown, Shown.Name(property.Name)), remedy);
            }
            else if (!fields.TryAdd(property.Name, property.Value))
                Add(
                    property.Offset, Join(path, property.Name),
                    MessageText.Format(ModelConfigMessages.PropertyRepeated, property.Name), ModelConfigMessages.PropertyRepeatedRemedy);
        }
        if (complete)
            foreach (var missing in known.Where(k => !fields.ContainsKey(k) && !meant.Contains(k)))
                Add(node.Offset, Join(path, missing), MessageText.Format(ModelConfigMessages.PropertyMissing, missing), ModelConfigFields.Remedy(missing));
        return fields;
    }

    private T? Value<T>(Dictionary<string, JsonNodeAt> fields, string name, string path, Func<string, Action<string, string, ModelConfigSeverity>, T?> check)
        where T : class
    {
        if (!fields.TryGetValue(name, out var node))
            return null;
        path = Join(path, name);
        if (node.Kind == JsonValueKind.String)
            return check(node.Text, (problem, remedy, severity) => Add(node.Offset, path, problem, remedy, severity));
        Add(node.Offset, path, MessageText.Format(ModelConfigMessages.NotAString, name, Kind(node)), ModelConfigFields.Remedy(name));
        return null;
    }

    private void Unique(Dictionary<string, int> seen, string value, int offset, string path, string problem, string remedy)
    {
        var (line, _) = _positions.Of(offset);
        if (!seen.TryAdd(value, line))
            Add(offset, path, MessageText.Format(problem, seen[value]), remedy);
    }

    private void Add(int offset, string path, string problem, string remedy, ModelConfigSeverity severity = ModelConfigSeverity.Error)
    {
        var (line, column) = _positions.Of(offset);
        Problems.Add(new(line, column, path, problem, remedy, severity));
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Kind(JsonNodeAt node) => node.Kind switch
    {
        JsonValueKind.Object => ModelConfigMessages.KindObject,
        JsonValueKind.Array => ModelConfigMessages.KindArray,
        JsonValueKind.String => ModelConfigMessages.KindString,
        JsonValueKind.Number => ModelConfigMessages.KindNumber,
        JsonValueKind.True or JsonValueKind.False => ModelConfigMessages.KindBoolean,
        _ => "null",
    };
}

/// <summary>The checked values of a model config.</summary>
internal sealed record ModelConfigValues(string ApiVersion, string DeploymentName, IReadOnlyList<OpenClawModelEndpoint> Endpoints);
