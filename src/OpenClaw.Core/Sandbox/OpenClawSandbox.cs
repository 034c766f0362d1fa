using OpenClaw.Azure;
using OpenClaw.Operations;

namespace OpenClaw.Sandbox;

/// <summary>
/// A running sandbox: a process on loopback that behaves like Azure Resource Manager and Kubernetes for what this product uses.
/// Commands that take it work against it instead of Azure. It ends with this process, or by <see cref="StopAsync"/>.
/// </summary>
public sealed class OpenClawSandbox : IAsyncDisposable
{
    private static readonly object RegistryLock = new();
    private static readonly List<OpenClawSandbox> Registry = [];

    /// <summary>Number of the process.</summary>
    public required int ProcessId { get; init; }

    /// <summary>The Azure Resource Manager endpoint.</summary>
    public required Uri ResourceManagerEndpoint { get; init; }

    /// <summary>Where people and tests look at what the sandbox did: its request log, and the fault script of a running sandbox.</summary>
    public required Uri AdminEndpoint { get; init; }

    /// <summary>PEM file of the throw-away authority that signed its certificates.</summary>
    public required string CertificateAuthorityPath { get; init; }

    /// <summary>Its one subscription.</summary>
    public required string SubscriptionId { get; init; }

    /// <summary>Path of a valid azure-openai.json for the sandbox's own offline Azure OpenAI endpoint.</summary>
    public required string ModelConfig { get; init; }

    /// <summary>Its working folder, removed when it stops.</summary>
    public required string HomePath { get; init; }

    /// <summary>Whether its process still runs.</summary>
    public bool IsRunning => Process is { HasExited: false };

    /// <summary>The sandboxes this process has started and not stopped, oldest first.</summary>
    public static IReadOnlyList<OpenClawSandbox> Running
    {
        get
        {
            lock (RegistryLock)
            {
                Registry.RemoveAll(static sandbox => !sandbox.IsRunning);
                return [.. Registry];
            }
        }
    }

    /// <summary>How to sign in to it.</summary>
    public AzureSignInOptions SignIn { get; init; } = new();

    /// <summary>The process, where this object started it.</summary>
    internal SandboxProcess? Process { get; init; }

    /// <inheritdoc cref="StartAsync(OpenClawSandboxOptions, OperationContext, CancellationToken)"/>
    public static Task<OpenClawSandbox> StartAsync(OperationContext context, CancellationToken cancellationToken) =>
        StartAsync(new OpenClawSandboxOptions(), context, cancellationToken);

    /// <inheritdoc cref="StartAsync(OpenClawSandboxOptions, OperationContext, CancellationToken)"/>
    /// <param name="sandboxAssemblyPath">Path of OpenClaw.Sandbox.dll, or null to look where the module and the command line have it.</param>
    /// <param name="context">Takes progress.</param>
    /// <param name="cancellationToken">Ends the process again.</param>
    public static Task<OpenClawSandbox> StartAsync(string? sandboxAssemblyPath, OperationContext context, CancellationToken cancellationToken) =>
        StartAsync(new OpenClawSandboxOptions { AssemblyPath = sandboxAssemblyPath }, context, cancellationToken);

    /// <summary>Starts a sandbox; when the task ends, it answers.</summary>
    /// <param name="options">How it starts out.</param>
    /// <param name="context">Takes progress.</param>
    /// <param name="cancellationToken">Ends the process again.</param>
    /// <exception cref="OpenClawException">.NET or the sandbox's program is not there, or it does not start, or the fault script is wrong.</exception>
    public static async Task<OpenClawSandbox> StartAsync(
        OpenClawSandboxOptions options, OperationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var assembly = SandboxAssembly.Find(options.AssemblyPath);
        var dotnet = DotnetProgram.Find();
        context.Debug($"Starting {dotnet} {assembly}");
        var sandbox = await SandboxProcess.StartAsync(dotnet, assembly, options.Faults, cancellationToken).ConfigureAwait(false);
        lock (RegistryLock)
            Registry.Add(sandbox);
        context.Verbose($"The sandbox runs as process {sandbox.ProcessId}; Azure Resource Manager is at {sandbox.ResourceManagerEndpoint}.");
        return sandbox;
    }

    /// <summary>Stops it with everything it runs and removes its folder. Does nothing when it is stopped.</summary>
    /// <param name="cancellationToken">Gives up waiting for it to end by itself and ends it at once.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        lock (RegistryLock)
            Registry.Remove(this);
        if (Process is not null)
            await Process.StopAsync(cancellationToken).ConfigureAwait(false);
        if (Process is not null && Directory.Exists(HomePath))
            Directory.Delete(HomePath, recursive: true);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(StopAsync());
}
