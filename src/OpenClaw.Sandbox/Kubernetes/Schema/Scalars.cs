using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Kubernetes.Schema;

/// <summary>The one spelling of scalar values, and the API server's words when a value has the wrong type.</summary>
internal static class Scalars
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";
    private const string MicroTimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <summary>The moment as metadata.creationTimestamp and its like write it.</summary>
    public static string FormatTime(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>A number that reads as int and as long, like one that came over the wire.</summary>
    public static JsonNode Number(long number) => JsonValue.Create(JsonSerializer.SerializeToElement(number))!;

    public static JsonNode? Canonicalize(ScalarKind kind, JsonNode? value, string path, string root)
    {
        if (kind == ScalarKind.Any) return value?.DeepClone();
        if (value is null) return Zero(kind);
        if (value is not JsonValue scalar) throw Mismatch(value, path, GoName(kind), root);
        var json = scalar.GetValueKind();
        switch (kind)
        {
            case ScalarKind.String when json == JsonValueKind.String:
                return JsonValue.Create(scalar.GetValue<string>());
            case ScalarKind.Bool when json is JsonValueKind.True or JsonValueKind.False:
                return JsonValue.Create(scalar.GetValue<bool>());
            case ScalarKind.Int32 or ScalarKind.Int64 when json == JsonValueKind.Number && TryInteger(scalar, out var number):
                return Number(number);
            case ScalarKind.IntOrString when json == JsonValueKind.String:
                return JsonValue.Create(scalar.GetValue<string>());
            case ScalarKind.IntOrString when json == JsonValueKind.Number && TryInteger(scalar, out var number):
                return Number(number);
            case ScalarKind.Double when json == JsonValueKind.Number:
                return value.DeepClone();
            case ScalarKind.Bytes when json == JsonValueKind.String:
                return Bytes(scalar.GetValue<string>(), root);
            case ScalarKind.Quantity when json is JsonValueKind.String or JsonValueKind.Number:
                return QuantityText(scalar, root);
            case ScalarKind.Time or ScalarKind.MicroTime when json == JsonValueKind.String:
                return Time(scalar.GetValue<string>(), kind == ScalarKind.Time ? TimeFormat : MicroTimeFormat, root);
            default:
                throw Mismatch(value, path, GoName(kind), root);
        }
    }

    /// <summary>The answer to a value of the wrong type.</summary>
    public static StatusException Mismatch(JsonNode? value, string path, string type, string root) => BadRequest(
        root, $"json: cannot unmarshal {JsonName(value)} into Go struct field {root}.{path} of type {type}");

    private static StatusException BadRequest(string root, string detail) =>
        Statuses.BadRequest($"{root} in version \"v1\" cannot be handled as a {root}: {detail}");

    private static bool TryInteger(JsonValue value, out long number)
    {
        if (value.TryGetValue(out number)) return true;
        return decimal.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var fraction)
            && fraction == decimal.Truncate(fraction) && long.TryParse(fraction.ToString("0", CultureInfo.InvariantCulture), out number);
    }

    private static JsonValue Bytes(string text, string root)
    {
        var buffer = new byte[text.Length];
        return Convert.TryFromBase64String(text, buffer, out var count)
            ? JsonValue.Create(Convert.ToBase64String(buffer, 0, count))
            : throw BadRequest(root, "illegal base64 data at input byte 0");
    }

    private static JsonValue QuantityText(JsonValue value, string root)
    {
        var text = value.TryGetValue(out string? given) ? given : value.ToJsonString();
        return JsonValue.Create(Quantity.Canonicalize(text)
            ?? throw BadRequest(root, "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"));
    }

    private static JsonValue Time(string text, string format, string root) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? JsonValue.Create(time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture))
            : throw BadRequest(root, $"parsing time \"{text}\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"{text}\" as \"2006\"");

    private static JsonNode? Zero(ScalarKind kind) => kind switch
    {
        ScalarKind.String or ScalarKind.Bytes => JsonValue.Create(""),
        ScalarKind.Int32 or ScalarKind.Int64 or ScalarKind.IntOrString => Number(0),
        ScalarKind.Bool => JsonValue.Create(false),
        ScalarKind.Quantity => JsonValue.Create("0"),
        _ => null,
    };

    private static string GoName(ScalarKind kind) => kind switch
    {
        ScalarKind.Int32 => "int32",
        ScalarKind.Int64 => "int64",
        ScalarKind.Bool => "bool",
        ScalarKind.Bytes => "[]uint8",
        ScalarKind.Quantity => "resource.Quantity",
        ScalarKind.IntOrString => "intstr.IntOrString",
        ScalarKind.Time => "v1.Time",
        ScalarKind.MicroTime => "v1.MicroTime",
        ScalarKind.Double => "float64",
        _ => "string",
    };

    private static string JsonName(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "bool",
        _ => "null",
    };
}
