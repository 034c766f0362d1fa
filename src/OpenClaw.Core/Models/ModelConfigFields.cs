using System.Globalization;
using System.Text.RegularExpressions;
using OpenClaw.Resources;

namespace OpenClaw.Models;

/// <summary>Checks the single values of a model config. Each check reports (problem, remedy, severity) and returns the value or null.</summary>
internal static partial class ModelConfigFields
{
    private const int MaxKeyLength = 1024;

    /// <summary>What to write for a property.</summary>
    public static string Remedy(string name) => name switch
    {
        "apiVersion" => ModelConfigMessages.ApiVersionRemedy,
        "deploymentName" => ModelConfigMessages.DeploymentNameRemedy,
        "name" => ModelConfigMessages.NameRemedy,
        "endpoint" => ModelConfigMessages.EndpointRemedy,
        "key" => ModelConfigMessages.KeyRemedy,
        _ => ModelConfigMessages.ListRemedy,
    };

    public static string? CheckApiVersion(string value, Action<string, string, ModelConfigSeverity> report) =>
        Check("apiVersion", value, report, v => IsApiVersion(v) ? null : ModelConfigMessages.ApiVersionWrong);

    public static string? CheckDeploymentName(string value, Action<string, string, ModelConfigSeverity> report) =>
        Check("deploymentName", value, report, v => DeploymentName().IsMatch(v) ? null : ModelConfigMessages.DeploymentNameWrong);

    public static string? CheckName(string value, Action<string, string, ModelConfigSeverity> report) =>
        Check("name", value, report, v => EntryName().IsMatch(v) ? null : ModelConfigMessages.NameWrong);

    public static string? CheckKey(string value, Action<string, string, ModelConfigSeverity> report) => Check("key", value, report, v =>
        v.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? ModelConfigMessages.KeyIsUrl
        : v.Any(char.IsControl) ? ModelConfigMessages.KeyControlCharacter
        : v.Any(c => c is <= ' ' or > '~') ? ModelConfigMessages.KeyWrongCharacter
        : v.Length > MaxKeyLength ? ModelConfigMessages.KeyTooLong
        : null);

    /// <summary>Does what all values share: empty, surrounded by spaces, a placeholder.</summary>
    public static string? Check(
        string name, string value, Action<string, string, ModelConfigSeverity> report, Func<string, string?> problemOf)
    {
        var problem =
            value.Trim().Length == 0 ? MessageText.Format(ModelConfigMessages.ValueEmpty, name)
            : value.Length != value.Trim(' ').Length ? MessageText.Format(ModelConfigMessages.ValueSpaces, name)
            : !Shown.IsPlaceholder(value) ? problemOf(value)
            : Shown.Placeholder(value) is { } shown ? MessageText.Format(ModelConfigMessages.ValuePlaceholder, name, shown)
            : MessageText.Format(ModelConfigMessages.ValuePlaceholderHidden, name);
        if (problem is null)
            return value;
        report(problem, Remedy(name), ModelConfigSeverity.Error);
        return null;
    }

    private static bool IsApiVersion(string value) =>
        value is "v1" or "preview" or "latest"
        || (ApiVersionDate().Match(value) is { Success: true } match
            && DateOnly.TryParseExact(match.Groups[1].ValueSpan, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));

    [GeneratedRegex(@"\A([0-9]{4}-[0-9]{2}-[0-9]{2})(-preview)?\z")]
    private static partial Regex ApiVersionDate();

    // Azure's own rule for deployment names
    [GeneratedRegex(@"\A[A-Za-z0-9_.-]{1,64}\z")]
    private static partial Regex DeploymentName();

    [GeneratedRegex(@"\A[\p{L}\p{N}][\p{L}\p{N} _.()-]{0,63}\z")]
    private static partial Regex EntryName();
}
