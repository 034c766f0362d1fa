using System.Reflection;
using System.Runtime.Loader;

namespace OpenClaw.PowerShell.ModuleHost;

/// <summary>The module, loaded and initialized as the shell does it.</summary>
internal sealed class LoadedModule
{
    private readonly Assembly _assembly;

    public LoadedModule(string directory)
    {
        _assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Combine(directory, "OpenClaw.PowerShell.dll"));
        // The shell lists the types before it runs the initializer: what that loads must be there already.
        var bridge = _assembly.ExportedTypes.Single(static type => type.GetInterface("IModuleAssemblyInitializer") is not null);
        bridge.GetMethod("OnImport")!.Invoke(Activator.CreateInstance(bridge), null);
    }

    public static bool IsCoreLoaded => AppDomain.CurrentDomain.GetAssemblies().Any(static assembly => assembly.GetName().Name == "OpenClaw.Core");

    /// <summary>Asks for clusters as a managed identity that is refused, which takes the whole chain of dependencies.</summary>
    /// <returns>The ErrorId of the failure, or the exception where it has none.</returns>
    public string UseAzure()
    {
        var core = _assembly.GetType("OpenClaw.PowerShell.Commands.NewOpenClawClusterCommand", true)!.GetProperty("Sandbox")!.PropertyType.Assembly;
        var signIn = Activator.CreateInstance(core.GetType("OpenClaw.Azure.AzureSignInOptions", true)!)!;
        Set(signIn, "ManagedIdentity", true);
        Set(signIn, "Subscription", "00000000-0000-0000-0000-000000000001");
        Set(signIn, "ResourceManagerEndpoint", new Uri("https://127.0.0.1:9"));
        var context = core.GetType("OpenClaw.Operations.OperationContext", true)!.GetProperty("Silent")!.GetValue(null);
        var run = core.GetType("OpenClaw.Operations.GetClustersOperation", true)!.GetMethod("RunAsync")!;
        using var identity = new RefusingEndpoint();
        Environment.SetEnvironmentVariable("IDENTITY_ENDPOINT", identity.Address);
        Environment.SetEnvironmentVariable("IDENTITY_HEADER", "throw-away");
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        try
        {
            ((Task)run.Invoke(null, [null, null, signIn, context, cancellation.Token])!).GetAwaiter().GetResult();
            return "none";
        }
        catch (Exception exception)
        {
            return exception.GetType().GetProperty("ErrorId")?.GetValue(exception) as string ?? exception.ToString().ReplaceLineEndings(" ");
        }
    }

    private static void Set(object target, string property, object value) => target.GetType().GetProperty(property)!.SetValue(target, value);
}
