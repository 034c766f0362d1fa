using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;

namespace OpenClaw.PowerShell.ModuleHost;

/// <summary>Assemblies of the names this module depends on, in other versions and without what it needs, as other modules bring them.</summary>
internal static class ForeignAssemblies
{
    /// <summary>Loads them where every module's assemblies go.</summary>
    public static void Load()
    {
        foreach (var name in new[] { "Azure.Core", "Azure.Identity", "System.ClientModel", "Azure.ResourceManager", "Microsoft.Identity.Client", "YamlDotNet" })
        {
            var builder = new PersistedAssemblyBuilder(new AssemblyName(name) { Version = new Version(1, 0, 0, 0) }, typeof(object).Assembly);
            builder.DefineDynamicModule(name).DefineType("Foreign." + name.Replace('.', '_'), TypeAttributes.Public).CreateType();
            using var image = new MemoryStream();
            builder.Save(image);
            image.Position = 0;
            AssemblyLoadContext.Default.LoadFromStream(image);
        }
    }
}
