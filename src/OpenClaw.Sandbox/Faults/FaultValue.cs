using System.Globalization;

namespace OpenClaw.Sandbox.Faults;

/// <summary>The value of a rule's property, and where it stands.</summary>
/// <param name="Property">The property's name.</param>
/// <param name="Value">A string, a double, or null for anything else.</param>
/// <param name="Place">Where it stands, for messages.</param>
internal sealed record FaultValue(string Property, object? Value, string Place)
{
    public bool IsText(string text) => Value is string given && given == text;

    /// <summary>A text that is not empty.</summary>
    public string Text() => Value is string { Length: > 0 } text ? text : throw Error("is a text in quotation marks.");

    /// <summary>A whole number in a range.</summary>
    public int Number(int least, int most, string orElse = "") =>
        Value is double number && number == Math.Floor(number) && number >= least && number <= most
            ? (int)number
            : throw Error(most == FaultRule.Always
                ? string.Create(CultureInfo.InvariantCulture, $"is a whole number of at least {least}{orElse}.")
                : string.Create(CultureInfo.InvariantCulture, $"is a whole number from {least} to {most}{orElse}."));

    /// <summary>A number of seconds up to a day.</summary>
    public TimeSpan Seconds() =>
        Value is double seconds and >= 0 and <= 86_400 ? TimeSpan.FromSeconds(seconds) : throw Error("is a number of seconds from 0 to 86400.");

    public FaultScriptException Error(string what) => new($"{Place}: '{Property}' {what}");
}
