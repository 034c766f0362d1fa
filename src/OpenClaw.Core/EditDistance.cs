namespace OpenClaw;

/// <summary>How far one word is from another, to guess what somebody meant.</summary>
internal static class EditDistance
{
    /// <summary>How many letters must be put in, taken out or changed (Levenshtein).</summary>
    /// <param name="a">One word.</param>
    /// <param name="b">The other.</param>
    public static int Between(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[b.Length];
    }
}
