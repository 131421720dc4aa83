namespace Parley.BlackBox.Doors;

/// <summary>The Unix socket speaks the same protocol, to those the file's permissions let in.</summary>
public abstract class UnixDoor(SharedServer shared)
{
    [Fact]
    public async Task The_line_protocol_is_spoken_over_the_Unix_socket()
    {
        await using var server = await ServerProcess.StartAsync(shared.Options with { Unix = true });
        await using var ana = await server.ConnectUnixAsync();
        await ana.RegisterAsync("ana", "correct-horse");
        await using var bob = await server.RegisterAsync("bob");
        await ana.SeenAsync();
        await ana.SendAsync("hola");
        Assert.Contains("ana: hola", await ana.SeenAsync());
        Assert.Contains("ana: hola", await bob.SeenAsync());
    }

    [Fact]
    public async Task A_socket_file_left_by_a_killed_server_does_not_stop_the_next()
    {
        using var data = new TemporaryFolder();
        var options = shared.Options with { Data = data.Path, Unix = true };
        await using (var server = await ServerProcess.StartAsync(options))
            await server.KillAsync();
        await using (var server = await ServerProcess.StartAsync(options))
        {
            await using var ana = await server.ConnectUnixAsync();
            await ana.RegisterAsync("ana", "correct-horse");
        }
    }
}

[Collection<AsyncMode>]
public sealed class UnixDoorAsync(AsyncServer server) : UnixDoor(server);

[Collection<ThreadsMode>]
public sealed class UnixDoorThreads(ThreadsServer server) : UnixDoor(server);
