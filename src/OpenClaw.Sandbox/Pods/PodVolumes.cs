using System.Text;
using System.Text.Json.Nodes;
using OpenClaw.Sandbox.Controllers;
using OpenClaw.Sandbox.Kubernetes;

namespace OpenClaw.Sandbox.Pods;

/// <summary>A pod's volumes as folders of this machine.</summary>
/// <param name="store">Where ConfigMaps, Secrets and claims are.</param>
/// <param name="podFolder">Folder for what lives as long as the pod.</param>
/// <param name="volumesFolder">Folder of the claims' volumes.</param>
internal sealed class PodVolumes(IObjectStore store, string podFolder, string volumesFolder)
{
    private readonly Dictionary<string, string> folders = [];

    /// <summary>Makes all of a pod's volumes. Throws <see cref="ContainerConfigException"/> when something they need is missing,
    /// <see cref="VolumeInUseException"/> while a disk is at another node.</summary>
    public void SetUp(JsonObject pod)
    {
        foreach (var volume in pod.Objects("spec", "volumes"))
            folders[volume.Text("name") ?? ""] = SetUp(pod, volume);
    }

    /// <summary>Path inside a container to folder or file here, for each of its mounts.</summary>
    public IReadOnlyDictionary<string, string> MountsOf(JsonObject container)
    {
        var mounts = new Dictionary<string, string>();
        foreach (var mount in container.Objects("volumeMounts"))
        {
            var source = folders[mount.Text("name") ?? ""];
            if (mount.Text("subPath") is { Length: > 0 } subPath)
            {
                source = Path.Combine(source, subPath.Replace('/', Path.DirectorySeparatorChar));
                if (!File.Exists(source))
                    Directory.CreateDirectory(source);
            }

            mounts[(mount.Text("mountPath") ?? "/").TrimEnd('/') is { Length: > 0 } path ? path : "/"] = source;
        }

        return mounts;
    }

    /// <summary>Takes away what lives as long as the pod.</summary>
    public void Remove()
    {
        if (Directory.Exists(podFolder))
            Directory.Delete(podFolder, recursive: true);
    }

    private string SetUp(JsonObject pod, JsonObject volume)
    {
        var name = volume.Text("name") ?? "";
        var folder = Path.Combine(podFolder, "volumes", name);
        if (volume.Text("persistentVolumeClaim", "claimName") is { } claimName)
        {
            var claim = store.Get("v1", "PersistentVolumeClaim", pod.Namespace(), claimName)
                ?? throw new ContainerConfigException($"persistentvolumeclaim \"{claimName}\" not found");
            CheckAttachable(pod, claim);
            folder = VolumeBinder.FolderOf(volumesFolder, claim.Uid());
        }
        else if (volume["configMap"] is JsonObject configMap)
        {
            WriteFiles(pod, folder, name, "ConfigMap", configMap.Text("name") ?? "", configMap);
        }
        else if (volume["secret"] is JsonObject secret)
        {
            WriteFiles(pod, folder, name, "Secret", secret.Text("secretName") ?? "", secret);
        }
        else if (volume["emptyDir"] is null && volume["projected"] is null && volume["downwardAPI"] is null)
        {
            throw new ContainerConfigException($"MountVolume.SetUp failed for volume \"{name}\" : the sandbox has no volumes of this type");
        }

        Directory.CreateDirectory(folder);
        return folder;
    }

    // A disk that one node has is attached to another only when no pod of the first one needs it any more, not even one that is going.
    private void CheckAttachable(JsonObject pod, JsonObject claim)
    {
        if (claim.Texts("spec", "accessModes").Contains("ReadWriteMany"))
            return;
        var node = pod.Text("spec", "nodeName");
        var holder = store.List("v1", "Pod", pod.Namespace()).FirstOrDefault(other =>
            other.Uid() != pod.Uid()
            && other.Text("spec", "nodeName") is { Length: > 0 } elsewhere && elsewhere != node
            && other.Text("status", "phase") is not ("Succeeded" or "Failed")
            && other.Objects("spec", "volumes").Any(volume => volume.Text("persistentVolumeClaim", "claimName") == claim.Name())
            && string.CompareOrdinal(Age(other), Age(pod)) < 0);
        if (holder is not null)
            throw new VolumeInUseException($"Multi-Attach error for volume \"pvc-{claim.Uid()}\" Volume is already used by pod(s) {holder.Name()}");
    }

    private static string Age(JsonObject pod) => pod.Text("metadata", "creationTimestamp") + pod.Uid();

    private void WriteFiles(JsonObject pod, string folder, string volume, string kind, string name, JsonObject source)
    {
        if (store.Get("v1", kind, pod.Namespace(), name) is not { } obj)
        {
            if (source.Flag("optional"))
                return;
            throw new ContainerConfigException(
                $"MountVolume.SetUp failed for volume \"{volume}\" : {kind.ToLowerInvariant()} \"{name}\" not found");
        }

        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        foreach (var (key, content) in ContentOf(kind, obj))
        {
            var path = key;
            if (source["items"] is not null)
            {
                path = source.Objects("items").FirstOrDefault(item => item.Text("key") == key).Text("path");
                if (path is null)
                    continue;
            }

            var file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            using var stream = new FileStream(file, options);
            stream.Write(content);
        }
    }

    private static IEnumerable<(string Key, byte[] Content)> ContentOf(string kind, JsonObject obj)
    {
        foreach (var (key, value) in obj.Map("data"))
            yield return (key, kind == "Secret" ? Convert.FromBase64String(value) : Encoding.UTF8.GetBytes(value));
        foreach (var (key, value) in obj.Map("binaryData"))
            yield return (key, Convert.FromBase64String(value));
    }
}
