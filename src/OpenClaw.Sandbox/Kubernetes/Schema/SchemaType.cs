namespace OpenClaw.Sandbox.Kubernetes.Schema;

/// <summary>What a value may be.</summary>
internal abstract class SchemaType
{
    /// <summary>Server-side apply owns the value as a whole.</summary>
    public virtual bool IsAtomic => false;
}

/// <summary>The scalar types of the Kubernetes API.</summary>
internal enum ScalarKind
{
    String,
    Int32,
    Int64,
    Bool,
    Double,
    Bytes,
    Quantity,
    IntOrString,
    Time,
    MicroTime,
    Any,
}

/// <summary>A value without fields of its own.</summary>
internal sealed class ScalarType(ScalarKind kind) : SchemaType
{
    public ScalarKind Kind { get; } = kind;

    public override bool IsAtomic => true;
}

/// <summary>An object with declared fields.</summary>
internal sealed class StructType(string name, bool atomic, IReadOnlyDictionary<string, SchemaField> fields) : SchemaType
{
    public string Name { get; } = name;

    /// <summary>The fields in the order the API server writes them.</summary>
    public IReadOnlyDictionary<string, SchemaField> Fields { get; } = fields;

    public override bool IsAtomic { get; } = atomic;
}

/// <summary>An object with free keys.</summary>
internal sealed class MapType(SchemaType element, bool atomic) : SchemaType
{
    public SchemaType Element { get; } = element;

    public override bool IsAtomic { get; } = atomic;
}

/// <summary>A list: of items with keys, a set, or owned as a whole.</summary>
internal sealed class ListType(SchemaType element, IReadOnlyList<string> keys, bool isSet) : SchemaType
{
    public SchemaType Element { get; } = element;

    /// <summary>Fields that tell the items apart; empty unless it is a map-like list.</summary>
    public IReadOnlyList<string> Keys { get; } = keys;

    public bool IsSet { get; } = isSet;

    public override bool IsAtomic => Keys.Count == 0 && !IsSet;
}

/// <summary>A declared field of a struct.</summary>
internal sealed record SchemaField(string Name, SchemaType Type)
{
    /// <summary>Left out of answers when it has its zero value.</summary>
    public bool OmitEmpty { get; init; }

    /// <summary>A zero value that was set differs from one that was not.</summary>
    public bool Pointer { get; init; }

    /// <summary>A strategic merge patch merges the list.</summary>
    public bool PatchMerge { get; init; }

    /// <summary>A strategic merge patch may carry $retainKeys for the items.</summary>
    public bool PatchRetainKeys { get; init; }

    /// <summary>The field a strategic merge patch tells list items apart by, or null for a list of scalars.</summary>
    public string? MergeKey { get; init; }

    /// <summary>The field numbers that lead to the field in the protobuf form, for example <c>2/3</c> for one of an embedded message.</summary>
    public string ProtobufPath { get; init; } = "";
}
