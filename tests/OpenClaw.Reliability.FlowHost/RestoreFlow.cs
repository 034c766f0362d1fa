using OpenClaw;
using OpenClaw.Azure;
using OpenClaw.Operations;
using OpenClaw.Operations.Backups;

/// <summary>Restore-OpenClaw as a process to be killed.</summary>
internal static class RestoreFlow
{
    public static async Task<int> RunAsync(string name, string path, AzureSignInOptions signIn, OperationContext context)
    {
        try
        {
            var clusters = await GetClustersOperation.RunAsync(name, null, signIn, context, CancellationToken.None);
            await RestoreOperation.RunAsync(clusters[0], name, "openclaw-ns", new() { Path = path }, context, CancellationToken.None);
            return 0;
        }
        catch (OpenClawException e)
        {
            Console.Error.WriteLine($"{e.ErrorId} ({e.Kind}): {e.Message}");
            return 1;
        }
    }
}
