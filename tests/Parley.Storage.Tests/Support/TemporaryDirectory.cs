namespace Parley.Storage.Tests.Support;

internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("parley-storage-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
