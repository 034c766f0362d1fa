using System.CommandLine.Parsing;
using System.Globalization;

namespace OpenClaw.Cli.Commands;

/// <summary>Reads an age as people write it: 90s, 10m, 2h, 1d.</summary>
internal static class Age
{
    public static TimeSpan? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
        if (text.Length > 1 && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            switch (text[^1])
            {
                case 's': return TimeSpan.FromSeconds(number);
                case 'm': return TimeSpan.FromMinutes(number);
                case 'h': return TimeSpan.FromHours(number);
                case 'd': return TimeSpan.FromDays(number);
            }
        result.AddError($"'{text}' is no age; write for example 90s, 10m, 2h or 1d.");
        return null;
    }
}
