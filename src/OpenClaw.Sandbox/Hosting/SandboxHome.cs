using System.Text;

namespace OpenClaw.Sandbox.Hosting;

/// <summary>The sandbox's folder, for its owner only; gone with the sandbox.</summary>
internal sealed class SandboxHome : IDisposable
{
    /// <summary>Makes the folder.</summary>
    /// <param name="path">Where, or null for a new folder among the temporary ones. An existing folder must be empty.</param>
    /// <exception cref="IOException">It is there and not empty, or cannot be made.</exception>
    public SandboxHome(string? path)
    {
        if (path is null)
        {
            FullPath = Directory.CreateTempSubdirectory("openclaw-sandbox-").FullName;
            return;
        }

        FullPath = Path.GetFullPath(path);
        if (Directory.Exists(FullPath) && Directory.EnumerateFileSystemEntries(FullPath).Any())
            throw new IOException($"The folder {FullPath} is not empty; the sandbox removes its folder when it stops.");
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(FullPath);
        else
            Directory.CreateDirectory(FullPath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string FullPath { get; }

    /// <summary>Writes a file that only its owner can read.</summary>
    /// <returns>Its path.</returns>
    public string WriteFile(string name, string content)
    {
        var path = Path.Combine(FullPath, name);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(content));
        return path;
    }

    public void Dispose()
    {
        for (var attempt = 0; Directory.Exists(FullPath); attempt++)
        {
            try
            {
                Directory.Delete(FullPath, recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && attempt < 10)
            {
                // A process that is just ending may still hold or write a file.
                Thread.Sleep(50);
            }
        }
    }
}
