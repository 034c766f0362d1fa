namespace OpenClaw.Sandbox.Kubernetes.Selectors;

/// <summary>Reads label selectors such as <c>app=a,tier in (x,y),!old</c>.</summary>
internal sealed class LabelSelectorParser(string text)
{
    private int _at;

    public IReadOnlyList<LabelRequirement> Parse()
    {
        var result = new List<LabelRequirement>();
        SkipSpace();
        while (_at < text.Length)
        {
            result.Add(Requirement());
            SkipSpace();
            if (_at == text.Length) break;
            if (text[_at] != ',') throw Fault($"found '{text[_at]}', expected: ',' or 'end of string'");
            _at++;
            SkipSpace();
            if (_at == text.Length) throw Fault("found '', expected: identifier after ','");
        }

        return result;
    }

    private LabelRequirement Requirement()
    {
        if (Take("!")) return new LabelRequirement(Key(), LabelOperator.DoesNotExist, []);
        var key = Key();
        SkipSpace();
        if (_at == text.Length || text[_at] == ',') return new LabelRequirement(key, LabelOperator.Exists, []);
        if (Take("!=")) return new LabelRequirement(key, LabelOperator.NotIn, [Value()]);
        if (Take("==") || Take("=")) return new LabelRequirement(key, LabelOperator.In, [Value()]);
        if (Take(">")) return new LabelRequirement(key, LabelOperator.GreaterThan, [Value()]);
        if (Take("<")) return new LabelRequirement(key, LabelOperator.LessThan, [Value()]);
        var word = Word();
        return word switch
        {
            "in" => new LabelRequirement(key, LabelOperator.In, Values()),
            "notin" => new LabelRequirement(key, LabelOperator.NotIn, Values()),
            _ => throw Fault($"found '{word}', expected: in, notin, =, ==, !=, gt, lt"),
        };
    }

    private string Key()
    {
        var key = Word();
        if (key.Length == 0) throw Fault("found '', expected: !, identifier, or 'end of string'");
        return Validation.NameRules.CheckQualifiedName(key) is { } fault ? throw Fault($"key: Invalid value: \"{key}\": {fault}") : key;
    }

    private string Value()
    {
        var value = Word();
        return Validation.NameRules.CheckLabelValue(value) is { } fault ? throw Fault($"values[0]: Invalid value: \"{value}\": {fault}") : value;
    }

    private List<string> Values()
    {
        SkipSpace();
        if (!Take("(")) throw Fault("found '', expected: '('");
        var values = new List<string>();
        do values.Add(Value());
        while (SkipSpace() && Take(","));
        return Take(")") ? values : throw Fault("found '', expected: ',', or ')'");
    }

    private string Word()
    {
        SkipSpace();
        var start = _at;
        while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && "!=<>,()".IndexOf(text[_at], StringComparison.Ordinal) < 0) _at++;
        return text[start.._at];
    }

    private bool Take(string token)
    {
        if (string.CompareOrdinal(text, _at, token, 0, token.Length) != 0) return false;
        _at += token.Length;
        return true;
    }

    private bool SkipSpace()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
        return true;
    }

    private static StatusException Fault(string detail) => Statuses.BadRequest($"unable to parse requirement: {detail}");
}
