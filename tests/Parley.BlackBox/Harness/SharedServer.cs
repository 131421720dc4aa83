namespace Parley.BlackBox.Harness;

/// <summary>One English standard server for all tests of a mode that need no settings of their own.</summary>
public abstract class SharedServer(string io) : IAsyncLifetime
{
    private ServerProcess? _server;

    public ServerProcess Server => _server ?? throw new InvalidOperationException("not started");

    /// <summary>What a test starts from that needs a server of its own.</summary>
    public ServerOptions Options => new() { Io = io };

    public Task<ServerProcess> StartAsync(params string[] settings) => ServerProcess.StartAsync(Options with { Settings = settings });

    public async ValueTask InitializeAsync() => _server = await ServerProcess.StartAsync(Options);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_server is not null)
            await _server.DisposeAsync();
    }
}

public sealed class AsyncServer() : SharedServer("async");

public sealed class ThreadsServer() : SharedServer("threads");

/// <summary>Tests of one mode run one after another, beside those of the other.</summary>
[CollectionDefinition]
public sealed class AsyncMode : ICollectionFixture<AsyncServer>;

[CollectionDefinition]
public sealed class ThreadsMode : ICollectionFixture<ThreadsServer>;
