namespace Parley.BlackBox.Harness;

/// <summary>A folder that goes with the test. Its path is short, as a Unix socket's may have 107 bytes only.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("parley-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // A test may have taken it away itself.
        }
    }
}
