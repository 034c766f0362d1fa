using OpenClaw.Kubernetes;
using OpenClaw.Operations.Compare;
using OpenClaw.Resources;

namespace OpenClaw.Operations;

/// <summary>Names the changes of a plan one by one, as -WhatIf shows them.</summary>
internal static class InstallPreview
{
    public static async Task ShowAsync(InstallPlan plan, InstallContext install, CancellationToken cancellationToken)
    {
        var shown = new Shown(plan.Secrets.Values.Values);
        if (plan.Count == 0)
            install.Operation.Verbose(MessageText.Format(InstallMessages.NothingToChange, install.Instance));
        foreach (var change in plan.Changes.Where(c => c.Object.Rank == 0))
            await AskAsync(change).ConfigureAwait(false);
        if (plan.Secrets.Changes.Count > 0)
            await install.Operation.ShouldChange(
                $"Secret {install.Names.Namespace}/{install.Names.Secret}",
                (plan.StoredSecret is null ? InstallMessages.PreviewCreate : InstallMessages.PreviewUpdate) + ": "
                    + string.Join("; ", plan.Secrets.Changes.Select(Secret)),
                cancellationToken).ConfigureAwait(false);
        foreach (var change in plan.Changes.Where(c => c.Object.Rank > 0))
            await AskAsync(change).ConfigureAwait(false);
        if (plan.Revision is { } revision)
            await install.Operation.ShouldChange(revision.Name.ToString(), InstallMessages.PreviewCreate, cancellationToken).ConfigureAwait(false);
        foreach (var unwanted in plan.Prune)
            await install.Operation.ShouldChange(unwanted.ToString(), InstallMessages.PreviewDelete, cancellationToken).ConfigureAwait(false);

        Task<bool> AskAsync(PlannedChange change) =>
            install.Operation.ShouldChange(change.Object.Name.ToString(), Action(change, shown), cancellationToken);
    }

    private static string Action(PlannedChange change, Shown shown)
    {
        if (change.Live is null || change.Result is null)
            return InstallMessages.PreviewCreate;
        var fields = FieldDifference.Of(shown.Of(change.Live)!.AsObject(), shown.Of(change.Result)!.AsObject())
            .Select(static f => (f.Path, Old: Shown.Field(f.Path, f.Old), New: Shown.Field(f.Path, f.New)))
            .Select(f => f.Old is null ? $"{f.Path}: + {f.New}" : f.New is null ? $"{f.Path}: - {f.Old}" : $"{f.Path}: {f.Old} -> {f.New}")
            .ToList();
        return fields.Count == 0 ? InstallMessages.PreviewOwn : $"{InstallMessages.PreviewUpdate}: {string.Join("; ", fields)}";
    }

    private static string Secret(string change) => change[0] switch
    {
        '+' => $"data.{change[1..]}: + {Shown.Masked}",
        '-' => $"data.{change[1..]}: - {Shown.Masked}",
        _ => $"data.{change[1..]}: {Shown.Masked} -> {Shown.Masked}",
    };
}
