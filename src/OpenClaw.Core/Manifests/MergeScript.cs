namespace OpenClaw.Manifests;

/// <summary>The script of OpenClaw's init container.</summary>
internal static class MergeScript
{
    public const string FileName = "merge-config.mjs";

    private static readonly Lazy<string> Content = new(static () =>
    {
        using var stream = typeof(MergeScript).Assembly.GetManifestResourceStream(FileName)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    });

    /// <summary>Its text, with line feeds only.</summary>
    public static string Text => Content.Value;
}
