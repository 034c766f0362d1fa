using System.Buffers;
using System.Text.Json.Nodes;

namespace OpenClaw.Sandbox.Arm;

/// <summary>Tags of resources, as Resource Manager limits them.</summary>
internal static class Tags
{
    private static readonly SearchValues<char> ForbiddenInName = SearchValues.Create("<>%&\\?/");

    /// <summary>A copy of the body's tags, or null; refuses what Azure does.</summary>
    public static JsonObject? Read(JsonObject body)
    {
        switch (body["tags"])
        {
            case null:
                return null;
            case JsonObject tags:
                Check(tags);
                return (JsonObject)tags.DeepClone();
            default:
                throw ArmErrors.InvalidContent("The tags must be an object of strings.");
        }
    }

    private static void Check(JsonObject tags)
    {
        if (tags.Count > 50)
        {
            throw new ArmException(400, "InvalidTags",
                $"The number of tags '{tags.Count}' exceeds the maximum of '50' that a resource can have.");
        }

        foreach (var (name, value) in tags)
        {
            if (name.Length is 0 or > 512 || name.AsSpan().ContainsAny(ForbiddenInName))
            {
                throw new ArmException(400, "InvalidTagNameCharacters",
                    $"The following tag names have unsupported characters or length: '{name}'. Tag names have at most 512 characters and none of '<,>,%,&,\\,?,/'.");
            }

            if (value is not null && !(value is JsonValue text && text.TryGetValue<string>(out _)))
                throw ArmErrors.InvalidContent($"The value of tag '{name}' is not a string.");
            if (value?.GetValue<string>().Length > 256)
                throw new ArmException(400, "TagValueTooLong", $"The value of tag '{name}' is longer than 256 characters.");
        }
    }
}
