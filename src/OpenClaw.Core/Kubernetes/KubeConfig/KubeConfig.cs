using OpenClaw.Resources;

namespace OpenClaw.Kubernetes;

/// <summary>One or several kubeconfig files, merged as kubectl merges them: of each name, and of the current context, the first counts.</summary>
internal sealed class KubeConfig
{
    private readonly string _source;
    private readonly Dictionary<string, KubeConfigNode> _clusters;
    private readonly Dictionary<string, KubeConfigNode> _users;
    private readonly Dictionary<string, KubeConfigNode> _contexts;

    private KubeConfig(IReadOnlyList<KubeConfigNode> files, string source)
    {
        _source = source;
        _clusters = Merge(files, "clusters", "cluster");
        _users = Merge(files, "users", "user");
        _contexts = Merge(files, "contexts", "context");
        CurrentContext = files.Select(static f => f.Text("current-context")).FirstOrDefault(static c => c is not null);
        ContextNames = [.. _contexts.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>The names of all contexts, sorted.</summary>
    public IReadOnlyList<string> ContextNames { get; }

    /// <summary>The context to use where none is named, or null.</summary>
    public string? CurrentContext { get; }

    /// <summary>Reads kubeconfig files.</summary>
    /// <param name="paths">A path or a list of them; null means <c>KUBECONFIG</c>, else <c>~/.kube/config</c>.</param>
    /// <param name="environment">Gets an environment variable; null is the process's.</param>
    /// <exception cref="OpenClawException">A file is missing, unreadable or not a kubeconfig.</exception>
    public static KubeConfig Load(string? paths = null, Func<string, string?>? environment = null)
    {
        var (files, source) = KubeConfigFiles.Read(paths, environment ?? Environment.GetEnvironmentVariable);
        return new(files, source);
    }

    /// <summary>Reads a kubeconfig that is not a file.</summary>
    /// <param name="yaml">Its text.</param>
    /// <param name="source">What to call it in messages; relative paths in it are relative to this one's folder.</param>
    /// <exception cref="OpenClawException">It is not a kubeconfig.</exception>
    public static KubeConfig Parse(string yaml, string source) =>
        new(KubeConfigParser.Parse(yaml, source) is { } file ? [file] : [], source);

    /// <summary>Gets a context.</summary>
    /// <param name="name">Its name; null or empty means the current one.</param>
    /// <exception cref="OpenClawException">It is not there.</exception>
    public KubeConfigContext GetContext(string? name)
    {
        var known = ContextNames.Count == 0 ? KubeConfigMessages.KubeConfigNoContexts : string.Join(", ", ContextNames);
        if (string.IsNullOrEmpty(name))
        {
            name = CurrentContext ?? throw KubeConfigError.Make(
                nameof(KubeConfigMessages.KubeConfigNoCurrentContext), KubeConfigMessages.KubeConfigNoCurrentContext, _source, _source, known);
        }

        if (!_contexts.TryGetValue(name, out var node))
        {
            throw KubeConfigError.Make(
                nameof(KubeConfigMessages.KubeConfigContextNotFound), KubeConfigMessages.KubeConfigContextNotFound, name, name, _source, known);
        }

        return new(name, node.Text("cluster") ?? "", node.Text("user"), node.Text("namespace") ?? "default");
    }

    /// <summary>How to reach a context's cluster, without any credential.</summary>
    /// <param name="context">The context.</param>
    public KubernetesConnection ConnectAnonymously(KubeConfigContext context) =>
        KubeConfigCluster.Connect(Cluster(context), context);

    /// <summary>Whether the context's user signs in by an exec plugin.</summary>
    /// <param name="context">The context.</param>
    public bool UsesExecPlugin(KubeConfigContext context) => User(context)?.Mapping("exec") is not null;

    /// <summary>How to reach a context's cluster as its user; runs the user's exec plugin if there is one.</summary>
    /// <param name="context">The context.</param>
    /// <param name="cancellationToken">Stops the plugin.</param>
    public async Task<KubernetesConnection> ConnectAsync(KubeConfigContext context, CancellationToken cancellationToken)
    {
        var connection = ConnectAnonymously(context);
        return User(context) is { } user
            ? await KubeConfigUser.SignInAsync(connection, user, context, cancellationToken).ConfigureAwait(false)
            : connection;
    }

    private static Dictionary<string, KubeConfigNode> Merge(IReadOnlyList<KubeConfigNode> files, string list, string entry)
    {
        var merged = new Dictionary<string, KubeConfigNode>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var own = new HashSet<string>(StringComparer.Ordinal);
            foreach (var item in file.Mappings(list))
            {
                var name = item.Text("name") ?? throw KubeConfigError.Invalid(file.Source, item.Line, KubeConfigMessages.WrongName, list);
                if (!own.Add(name))
                    throw KubeConfigError.Invalid(file.Source, item.Line, KubeConfigMessages.WrongDuplicate, list, name);
                if (item.Mapping(entry) is { } value)
                    merged.TryAdd(name, value);
            }
        }

        return merged;
    }

    private KubeConfigNode Cluster(KubeConfigContext context) => _clusters.TryGetValue(context.ClusterName, out var cluster)
        ? cluster
        : throw KubeConfigError.Incomplete(_source, context.Name, KubeConfigMessages.NoCluster, context.ClusterName);

    private KubeConfigNode? User(KubeConfigContext context)
    {
        if (context.UserName is null)
            return null;
        // `users: [{name: x}]` without a user is a user without a credential.
        return _users.TryGetValue(context.UserName, out var user)
            ? user
            : throw KubeConfigError.Incomplete(_source, context.Name, KubeConfigMessages.NoUser, context.UserName);
    }
}
