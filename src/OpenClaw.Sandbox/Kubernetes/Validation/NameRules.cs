using System.Text.RegularExpressions;

namespace OpenClaw.Sandbox.Kubernetes.Validation;

/// <summary>What names, labels and keys may look like.</summary>
internal static partial class NameRules
{
    private const string LabelText =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character "
        + "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

    private const string SubdomainText =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

    private const string ServiceText =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character "
        + "(e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

    private const string QualifiedText =
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private const string ValueText =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

    private const string ConfigKeyText =
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', "
        + "regex used for validation is '[-._a-zA-Z0-9]+')";

    /// <summary>What is wrong with a DNS label, or null.</summary>
    public static string? CheckLabel(string name) => Check(name, 63, LabelRegex(), LabelText);

    /// <summary>What is wrong with a DNS subdomain name, or null.</summary>
    public static string? CheckSubdomain(string name) => Check(name, 253, SubdomainRegex(), SubdomainText);

    /// <summary>What is wrong with the name of a Service, or null.</summary>
    public static string? CheckServiceName(string name) => Check(name, 63, ServiceRegex(), ServiceText);

    /// <summary>What is wrong with a label's value, or null.</summary>
    public static string? CheckLabelValue(string value) => value.Length == 0 ? null : Check(value, 63, NamePartRegex(), ValueText);

    /// <summary>What is wrong with a key of a ConfigMap or Secret, or null.</summary>
    public static string? CheckConfigKey(string key) =>
        key is "." or ".." ? $"must not be '{key}'" : Check(key, 253, ConfigKeyRegex(), ConfigKeyText);

    /// <summary>What is wrong with a label's or annotation's key, or null.</summary>
    public static string? CheckQualifiedName(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        if (slash == 0) return "prefix part must be non-empty";
        if (slash > 0 && CheckSubdomain(key[..slash]) is { } prefix) return "prefix part " + prefix;
        var name = key[(slash + 1)..];
        if (name.Length == 0) return "name part must be non-empty";
        return name.Length > 63 ? "name part must be no more than 63 bytes" : NamePartRegex().IsMatch(name) ? null : QualifiedText;
    }

    private static string? Check(string value, int limit, Regex regex, string text) =>
        value.Length > limit ? $"must be no more than {limit} bytes" : regex.IsMatch(value) ? null : text;

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex LabelRegex();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex SubdomainRegex();

    [GeneratedRegex(@"^[a-z]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex ServiceRegex();

    [GeneratedRegex(@"^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z")]
    private static partial Regex NamePartRegex();

    [GeneratedRegex(@"^[-._a-zA-Z0-9]+\z")]
    private static partial Regex ConfigKeyRegex();
}
