using System.Runtime.Loader;
using OpenClaw.PowerShell.ModuleHost;

// Arguments: the module's folder, and "before" or "after": when other modules bring their assemblies.
var (moduleDirectory, order) = (args[0], args[1]);
if (order == "before")
    ForeignAssemblies.Load();
var module = new LoadedModule(moduleDirectory);
Console.WriteLine($"core loaded by import: {LoadedModule.IsCoreLoaded}");
if (order == "after")
{
    module.UseAzure();
    ForeignAssemblies.Load();
}
Console.WriteLine($"error: {module.UseAzure()}");
foreach (var context in AssemblyLoadContext.All)
{
    foreach (var assembly in context.Assemblies)
        Console.WriteLine($"{context.Name}|{assembly.GetName().Name}|{assembly.GetName().Version}|{assembly.Location}");
}
return 0;
