using System.Text;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes.Schema;

/// <summary>Reads objects in Kubernetes' protobuf form, which kubectl's create commands send.</summary>
internal static class ProtobufReader
{
    public const string ContentType = "application/vnd.kubernetes.protobuf";

    private static readonly byte[] Magic = "k8s\0"u8.ToArray();

    /// <summary>The object of a request body; throws <see cref="StatusException"/> 400 when it is none.</summary>
    public static JsonObject Read(StructType type, ReadOnlyMemory<byte> body)
    {
        if (!body.Span.StartsWith(Magic)) throw Statuses.BadRequest("provided data does not appear to be a protobuf message, expected prefix");
        try
        {
            // runtime.Unknown: 1 is the type {1 apiVersion, 2 kind}, 2 the object.
            var envelope = new ProtobufMessage(body[Magic.Length..]);
            var names = new ProtobufMessage(envelope.Bytes(1));
            var obj = new JsonObject { ["apiVersion"] = names.Text(1), ["kind"] = names.Text(2) };
            Fill(type, new ProtobufMessage(envelope.Bytes(2)), "", obj);
            return obj;
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentException)
        {
            throw Statuses.BadRequest($"error decoding protobuf: {error.Message}");
        }
    }

    private static void Fill(StructType type, ProtobufMessage message, string prefix, JsonObject target)
    {
        foreach (var (number, value, bytes) in message.Fields)
        {
            var path = prefix + number;
            var field = type.Fields.Values.FirstOrDefault(f => f.ProtobufPath == path);
            if (field is not null) Set(field, value, bytes, target);
            else if (type.Fields.Values.Any(f => f.ProtobufPath.StartsWith(path + "/", StringComparison.Ordinal))) Fill(type, new ProtobufMessage(bytes), path + "/", target);
        }
    }

    private static void Set(SchemaField field, ulong value, ReadOnlyMemory<byte> bytes, JsonObject target)
    {
        switch (field.Type)
        {
            case ListType list:
                if (target[field.Name] is not JsonArray items) target[field.Name] = items = [];
                items.Add(Value(list.Element, value, bytes));
                break;
            case MapType map:
                if (target[field.Name] is not JsonObject entries) target[field.Name] = entries = [];
                var entry = new ProtobufMessage(bytes);
                entries[entry.Text(1)] = Value(map.Element, entry.Number(2), entry.Bytes(2));
                break;
            default:
                target[field.Name] = Value(field.Type, value, bytes);
                break;
        }
    }

    private static JsonNode? Value(SchemaType type, ulong value, ReadOnlyMemory<byte> bytes)
    {
        if (type is StructType structure)
        {
            var obj = new JsonObject();
            Fill(structure, new ProtobufMessage(bytes), "", obj);
            return obj;
        }

        return ((ScalarType)type).Kind switch
        {
            ScalarKind.String => Encoding.UTF8.GetString(bytes.Span),
            ScalarKind.Bytes => Convert.ToBase64String(bytes.Span),
            ScalarKind.Int32 or ScalarKind.Int64 => Scalars.Number((long)value),
            ScalarKind.Bool => value != 0,
            ScalarKind.Double => BitConverter.UInt64BitsToDouble(value),
            ScalarKind.Quantity => new ProtobufMessage(bytes).Text(1),
            ScalarKind.IntOrString => IntOrString(new ProtobufMessage(bytes)),
            ScalarKind.Time or ScalarKind.MicroTime => Time(new ProtobufMessage(bytes)),
            _ => JsonText.Parse(new ProtobufMessage(bytes).Bytes(1)),
        };
    }

    private static JsonNode IntOrString(ProtobufMessage message) => message.Number(1) == 0 ? Scalars.Number((long)message.Number(2)) : message.Text(3);

    private static JsonValue? Time(ProtobufMessage message)
    {
        var seconds = (long)message.Number(1);
        return seconds == 0 ? null : JsonValue.Create(Scalars.FormatTime(DateTimeOffset.FromUnixTimeSeconds(seconds)));
    }
}
