namespace Parley.Client;

/// <summary>Files for their owner's eyes only: mode 0600 in a folder of mode 0700 where the system has modes.</summary>
public static class PrivateFile
{
    /// <summary>Replaces the file's content in one step: readers see the old text or the new one, never a part.</summary>
    /// <exception cref="IOException">The folder or the file can't be written; the old file is as it was.</exception>
    public static void Write(string path, string content)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var next = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(next, options))
            writer.Write(content);
        File.Move(next, path, overwrite: true);
    }
}
