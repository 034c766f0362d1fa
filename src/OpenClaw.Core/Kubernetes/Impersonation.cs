namespace OpenClaw.Kubernetes;

/// <summary>A user to act as; the API server lets only those do it who hold the right <c>impersonate</c>.</summary>
/// <param name="User">User name.</param>
/// <param name="Uid">User id, or null.</param>
/// <param name="Groups">Groups.</param>
/// <param name="Extra">Further attributes, each with its values.</param>
internal sealed record Impersonation(
    string User, string? Uid, IReadOnlyList<string> Groups, IReadOnlyList<KeyValuePair<string, string>> Extra)
{
    /// <summary>The request headers that say so.</summary>
    public IEnumerable<KeyValuePair<string, string>> Headers()
    {
        yield return new("Impersonate-User", User);
        if (Uid is not null)
            yield return new("Impersonate-Uid", Uid);
        foreach (var group in Groups)
            yield return new("Impersonate-Group", group);
        foreach (var (key, value) in Extra)
            yield return new("Impersonate-Extra-" + Uri.EscapeDataString(key), value);
    }
}
