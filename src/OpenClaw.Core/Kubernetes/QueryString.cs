using System.Text;

namespace OpenClaw.Kubernetes;

/// <summary>Builds the query of a URL, question mark included; empty when nothing was added.</summary>
internal sealed class QueryString
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a parameter; one without a value is left out.</summary>
    /// <param name="name">Name.</param>
    /// <param name="value">Value, or null.</param>
    public QueryString Add(string name, string? value)
    {
        if (value is not null)
            _text.Append(_text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
