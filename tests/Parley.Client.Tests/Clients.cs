namespace Parley.Client.Tests;

/// <summary>A client of a fake server, with a pin file of its own and short waits.</summary>
internal static class Clients
{
    public static string TempFile() => Path.Combine(Path.GetTempPath(), "parley-tests", Guid.NewGuid().ToString("N"), "known-servers");

    public static ParleyClientOptions Options(params ServerAddress[] addresses) => new() { Addresses = addresses, PinFile = TempFile(), Random = new Random(1) };

    public static async Task<ParleyClient> ConnectedAsync(FakeServer server, Func<ParleyClientOptions, ParleyClientOptions>? change = null)
    {
        var options = Options(server.Address);
        var client = new ParleyClient(change?.Invoke(options) ?? options);
        await client.ConnectAsync();
        return client;
    }

    /// <summary>Logged in as ana, in the room uci.</summary>
    public static async Task<ParleyClient> InRoomAsync(FakeServer server, Func<ParleyClientOptions, ParleyClientOptions>? change = null)
    {
        var client = await ConnectedAsync(server, change);
        await client.LoginAsync("ana", "pencil");
        await client.JoinAsync("uci");
        return client;
    }
}
