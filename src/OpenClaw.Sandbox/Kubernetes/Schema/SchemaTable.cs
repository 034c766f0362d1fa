namespace OpenClaw.Sandbox.Kubernetes.Schema;

/// <summary>The declared types, read once from the embedded types.schema.</summary>
internal static class SchemaTable
{
    private static readonly Lazy<IReadOnlyDictionary<string, StructType>> Types = new(Load);

    private static readonly Dictionary<string, ScalarKind> Scalars = new()
    {
        ["string"] = ScalarKind.String,
        ["int32"] = ScalarKind.Int32,
        ["int64"] = ScalarKind.Int64,
        ["bool"] = ScalarKind.Bool,
        ["double"] = ScalarKind.Double,
        ["bytes"] = ScalarKind.Bytes,
        ["quantity"] = ScalarKind.Quantity,
        ["intOrString"] = ScalarKind.IntOrString,
        ["time"] = ScalarKind.Time,
        ["microTime"] = ScalarKind.MicroTime,
        ["any"] = ScalarKind.Any,
    };

    /// <summary>The type of that name; throws <see cref="KeyNotFoundException"/> when it is not declared.</summary>
    public static StructType Get(string name) => Types.Value[name];

    /// <summary>All types by name.</summary>
    public static IReadOnlyDictionary<string, StructType> All => Types.Value;

    private static Dictionary<string, StructType> Load()
    {
        using var stream = typeof(SchemaTable).Assembly.GetManifestResourceStream("OpenClaw.Sandbox.Kubernetes.Schema.types.schema")!;
        using var reader = new StreamReader(stream);
        var types = new Dictionary<string, StructType>(StringComparer.Ordinal);
        var fields = new Dictionary<string, Dictionary<string, SchemaField>>(StringComparer.Ordinal);
        var lines = new List<(string Type, string[] Words)>();
        var current = "";
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) continue;
            if (words[0] == "type" && !line.StartsWith(' '))
            {
                current = words[1];
                fields[current] = new Dictionary<string, SchemaField>(StringComparer.Ordinal);
                types[current] = new StructType(current, words.Contains("atomic"), fields[current]);
            }
            else
            {
                lines.Add((current, words));
            }
        }

        foreach (var (type, words) in lines) fields[type][words[0]] = ParseField(words, types);
        return types;
    }

    private static SchemaField ParseField(string[] words, Dictionary<string, StructType> types)
    {
        var options = words[2..];
        var text = words[1];
        var omitEmpty = text.EndsWith('?');
        text = text.TrimEnd('?');
        var pointer = text.EndsWith('*');
        text = text.TrimEnd('*');
        var patch = Option(options, "patch")?.Split('/') ?? [];
        return new SchemaField(words[0], ParseType(text, options, types))
        {
            OmitEmpty = omitEmpty,
            Pointer = pointer,
            PatchMerge = patch.Contains("merge"),
            PatchRetainKeys = patch.Contains("retainKeys"),
            MergeKey = Option(options, "mergeKey"),
            ProtobufPath = options.FirstOrDefault(o => o.StartsWith('#'))?[1..] ?? "",
        };
    }

    private static SchemaType ParseType(string text, string[] options, Dictionary<string, StructType> types)
    {
        var atomic = options.Contains("atomic");
        if (text.StartsWith('['))
            return new ListType(ParseType(text[1..^1], [], types), Option(options, "key")?.Split(',') ?? [], options.Contains("set"));
        if (text.StartsWith('{')) return new MapType(ParseType(text[1..^1], [], types), atomic);
        if (Scalars.TryGetValue(text, out var scalar)) return new ScalarType(scalar);
        var type = types[text];
        return atomic && !type.IsAtomic ? new StructType(type.Name, true, type.Fields) : type;
    }

    private static string? Option(string[] options, string name) =>
        options.FirstOrDefault(o => o.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
}
