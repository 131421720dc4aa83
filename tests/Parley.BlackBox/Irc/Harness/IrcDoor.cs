namespace Parley.BlackBox.Irc;

/// <summary>Servers with an IRC door, and people who come in by it.</summary>
public static class IrcDoor
{
    public const string Password = "correct-horse";

    /// <summary>Beside the line door, so that people of both can meet.</summary>
    public static ServerOptions Options { get; } = new() { More = ["--irc", "127.0.0.1:0"] };

    public static Task<ServerProcess> StartAsync(params string[] settings) => ServerProcess.StartAsync(Options with { Settings = settings });

    public static async Task<IrcClient> ConnectIrcAsync(this ServerProcess server) => new(await Wire.ConnectAsync(server.Ready.EndPoint("irc")));

    /// <summary>A guest: connected and welcomed.</summary>
    public static async Task<IrcClient> GuestAsync(this ServerProcess server, string nick, params string[] caps)
    {
        var client = await server.ConnectIrcAsync();
        await client.RegisterAsync(nick, caps);
        return client;
    }

    /// <summary>A guest who is in a room.</summary>
    public static async Task<IrcClient> GuestInAsync(this ServerProcess server, string room, string nick, params string[] caps)
    {
        var client = await server.GuestAsync(nick, caps);
        await client.JoinAsync(room);
        return client;
    }

    /// <summary>An account made at another door, with nobody connected to it.</summary>
    public static async Task MakeAccountAsync(this ServerProcess server, string login, string password = Password)
    {
        await using var client = await server.RegisterJsonAsync(login, password);
        await client.AskAsync(new { t = "exit" });
    }

    /// <summary>A new account with its first IRC session, the nick being its name.</summary>
    public static async Task<IrcClient> MemberAsync(this ServerProcess server, string login, params string[] caps)
    {
        await server.MakeAccountAsync(login);
        return await server.SessionAsync(login, caps);
    }

    /// <summary>A new account with an IRC session that is in a room.</summary>
    public static async Task<IrcClient> MemberInAsync(this ServerProcess server, string room, string login, params string[] caps)
    {
        var client = await server.MemberAsync(login, caps);
        await client.JoinAsync(room);
        return client;
    }

    /// <summary>A further IRC session of an account.</summary>
    public static async Task<IrcClient> SessionAsync(this ServerProcess server, string login, params string[] caps)
    {
        var client = await server.ConnectIrcAsync();
        await client.RegisterAsync(login, caps, login);
        return client;
    }

    public static string Room(string stem = "sala") => "#" + Fresh.Name(stem);
}

/// <summary>One server with standard settings for all IRC tests that need no others.</summary>
public sealed class IrcServer : IAsyncLifetime
{
    private ServerProcess? _server;

    public ServerProcess Server => _server ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync() => _server = await IrcDoor.StartAsync("irc.opers={\"root\":{\"password\":\"open-sesame\",\"class\":\"admin\"}}");

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}

[CollectionDefinition]
public sealed class IrcTests : ICollectionFixture<IrcServer>;
