using System.Globalization;
using System.Management.Automation;
using OpenClaw.PowerShell.Resources;

namespace OpenClaw.PowerShell.Commands;

/// <summary>Makes a TimeSpan of what people write for an age: 90s, 10m, 2h, 1d, or a point in time.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AgeAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData is PSObject wrapped
        ? Transform(wrapped.BaseObject)
        : Transform(inputData);

    private static object? Transform(object? value) => value switch
    {
        DateTimeOffset time => DateTimeOffset.Now - time,
        DateTime time => DateTimeOffset.Now - new DateTimeOffset(time),
        string text => Parse(text.Trim()),
        // PowerShell would take a number for so many ticks of a ten-millionth of a second.
        int or long or double => Parse(Convert.ToString(value, CultureInfo.InvariantCulture)!),
        _ => value,
    };

    private static object Parse(string text)
    {
        if (text.Length > 1 && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            TimeSpan? age = char.ToLowerInvariant(text[^1]) switch
            {
                's' => TimeSpan.FromSeconds(number),
                'm' => TimeSpan.FromMinutes(number),
                'h' => TimeSpan.FromHours(number),
                'd' => TimeSpan.FromDays(number),
                _ => null,
            };
            if (age is not null)
                return age.Value;
        }
        // A bare number would be a count of days to .NET and of seconds to most people.
        if (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span))
            return span;
        return DateTimeOffset.TryParse(text, CultureInfo.CurrentCulture, DateTimeStyles.AssumeLocal, out var time)
            ? DateTimeOffset.Now - time
            : throw new ArgumentTransformationMetadataException(string.Format(CultureInfo.CurrentCulture, ShellMessages.AgeInvalid, text));
    }
}
