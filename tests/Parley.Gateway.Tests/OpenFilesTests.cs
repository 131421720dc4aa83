using Parley.Gateway.Tcp;

namespace Parley.Gateway.Tests;

public sealed class OpenFilesTests
{
    [Theory]
    [InlineData(1024, 864)]
    [InlineData(1_048_576, 1_048_416)]
    [InlineData(256, 128)]
    [InlineData(64, 32)]
    [InlineData(ulong.MaxValue, int.MaxValue)]
    public void Some_files_are_kept_back_from_connections(ulong limit, int connections) => Assert.Equal(connections, OpenFiles.Of(limit));
}
