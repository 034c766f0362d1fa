using System.Management.Automation;
using System.Reflection;
using System.Runtime.Loader;
using OpenClaw.PowerShell.Pipeline;

namespace OpenClaw.PowerShell.Bridge;

/// <summary>
/// Runs when the module is imported and removed. Lets this assembly, which lives where every module's does, find its one
/// dependency, OpenClaw.Core, in a load context of its own.
/// </summary>
public sealed class ModuleBridge : IModuleAssemblyInitializer, IModuleAssemblyCleanup
{
    private const string CoreName = "OpenClaw.Core";

    private static readonly Lazy<CoreLoadContext> s_context = new(static () =>
        new CoreLoadContext(Path.Combine(Path.GetDirectoryName(typeof(ModuleBridge).Assembly.Location)!, "dependencies")));

    private static int s_registered;

    /// <inheritdoc/>
    public void OnImport()
    {
        // For the life of the process: the module may be imported in several runspaces and removed from one of them.
        if (Interlocked.Exchange(ref s_registered, 1) == 0)
            AssemblyLoadContext.Default.Resolving += ResolveCore;
    }

    /// <inheritdoc/>
    public void OnRemove(PSModuleInfo psModuleInfo) => ModuleState.StopCurrent();

    private static Assembly? ResolveCore(AssemblyLoadContext defaultContext, AssemblyName name) =>
        name.Name == CoreName ? s_context.Value.LoadFromAssemblyName(name) : null;
}
