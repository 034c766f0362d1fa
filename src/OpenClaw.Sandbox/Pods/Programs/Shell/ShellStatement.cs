namespace OpenClaw.Sandbox.Pods.Programs.Shell;

/// <summary>One command of a script.</summary>
/// <param name="Words">Its words, with their quotes.</param>
/// <param name="NeedsSuccess">It follows <c>&amp;&amp;</c>: it runs only when the one before it did well.</param>
internal sealed record ShellStatement(IReadOnlyList<string> Words, bool NeedsSuccess)
{
    /// <summary>Splits a script at line ends, <c>;</c> and <c>&amp;&amp;</c> outside quotes.</summary>
    public static IReadOnlyList<ShellStatement> Parse(string script)
    {
        var statements = new List<ShellStatement>();
        var words = new List<string>();
        var needsSuccess = false;
        var start = -1;
        char? quote = null;
        for (var at = 0; at <= script.Length; at++)
        {
            var current = at < script.Length ? script[at] : '\n';
            if (quote is not null && at < script.Length)
            {
                if (current == quote)
                    quote = null;
                continue;
            }

            var isAnd = current == '&' && at + 1 < script.Length && script[at + 1] == '&';
            if (char.IsWhiteSpace(current) || current == ';' || isAnd)
            {
                if (start >= 0)
                    words.Add(script[start..at]);
                start = -1;
            }
            else if (start < 0)
            {
                start = at;
            }

            if (current is '\'' or '"')
                quote = current;
            if (current is not ('\n' or ';') && !isAnd)
                continue;
            if (words is [['#', ..], ..])
                words.Clear();
            if (words.Count > 0)
            {
                statements.Add(new ShellStatement([.. words], needsSuccess));
                words.Clear();
                needsSuccess = false;
            }

            needsSuccess |= isAnd;
            if (isAnd)
                at++;
        }

        return statements;
    }
}
