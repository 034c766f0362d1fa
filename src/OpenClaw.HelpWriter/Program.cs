using System.Reflection;
using System.Runtime.Loader;
using System.Xml.Linq;
using OpenClaw.HelpWriter;

// Arguments: the module's assembly, its documentation file, the help file to write, and a file that lists the assemblies it refers to.
var (assemblyPath, documentationPath, helpPath, referencesPath) = (args[0], args[1], args[2], args[3]);
var references = File.ReadAllLines(referencesPath).ToLookup(Path.GetFileNameWithoutExtension, StringComparer.OrdinalIgnoreCase);
AssemblyLoadContext.Default.Resolving += (context, name) =>
    references[name.Name].FirstOrDefault() is { } path ? context.LoadFromAssemblyPath(path) : null;

var comments = new DocComments(XDocument.Load(documentationPath));
var cmdlets = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(assemblyPath)).ExportedTypes
    .Where(static type => !type.IsAbstract && Attributes.Find(type, "CmdletAttribute") is not null)
    .Select(static type => new CmdletDescription(type))
    .OrderBy(static cmdlet => cmdlet.Name, StringComparer.Ordinal);
Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(helpPath))!);
new MamlWriter(comments).Write(cmdlets).Save(helpPath);
return 0;
