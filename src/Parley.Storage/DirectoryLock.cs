namespace Parley.Storage;

/// <summary>Keeps a second server off a data directory. The operating system lets go of it when the process dies, however it dies.</summary>
public sealed class DirectoryLock : IDisposable
{
    private readonly FileStream _file;

    private DirectoryLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, making the directory if there is none.</summary>
    /// <exception cref="StoreRefusedException">Another process has it, or the directory can't be written.</exception>
    public static DirectoryLock Take(string directory)
    {
        var path = Path.Combine(directory, "lock");
        try
        {
            Directory.CreateDirectory(directory);
            return new DirectoryLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StoreRefusedException($"--data {directory}: no permission to write there.", e);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new StoreRefusedException($"--data {directory}: another Parley server is using this directory; stop it, or name another directory.", e);
        }
        catch (IOException e)
        {
            throw new StoreRefusedException($"--data {directory}: {e.Message}", e);
        }
    }

    public void Dispose() => _file.Dispose();
}
