using System.Security.Cryptography;
using System.Text;

namespace Parley.BlackBox.Doors;

/// <summary>The TLS door: same protocol, a certificate of its own making that stays the same.</summary>
public abstract class TlsDoor(SharedServer shared)
{
    [Fact]
    public async Task The_fingerprint_on_the_card_is_the_certificates_and_outlives_a_restart()
    {
        using var data = new TemporaryFolder();
        var options = shared.Options with { Data = data.Path, Tls = true };
        var seen = new List<string>();
        for (var start = 0; start < 2; start++)
        {
            await using var server = await ServerProcess.StartAsync(options);
            await using var wire = await Wire.ConnectTlsAsync(server.Ready.EndPoint("line-tls"));
            var fingerprint = Convert.ToHexString(SHA256.HashData(wire.Certificate!.RawData));
            Assert.Contains(fingerprint, server.Log.Replace(":", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
            seen.Add(fingerprint);
        }
        Assert.Single(seen.Distinct(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Line_and_JSON_are_spoken_over_TLS()
    {
        await using var server = await ServerProcess.StartAsync(shared.Options with { Tls = true });
        await using var ana = new LineClient(await Wire.ConnectTlsAsync(server.Ready.EndPoint("line-tls")));
        await ana.RegisterAsync("ana", "correct-horse");
        await using var bob = new JsonClient(await Wire.ConnectTlsAsync(server.Ready.EndPoint("line-tls")));
        await bob.AskAsync(new { t = "register", login = "bob", password = "correct-horse", age = 30, gender = "x" });
        await bob.AskAsync(new { t = "join", room = "default" });
        await ana.SendAsync("hola por TLS");
        Assert.Equal("hola por TLS", (await bob.NextAsync("msg"))["text"]!.GetValue<string>());
    }

    [Fact]
    public async Task Noise_on_the_TLS_door_hurts_nobody()
    {
        await using var server = await ServerProcess.StartAsync(shared.Options with { Tls = true });
        for (var i = 0; i < 10; i++)
        {
            await using var noise = new LineClient(await Wire.ConnectAsync(server.Ready.EndPoint("line-tls")));
            await noise.SendBytesAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\n\r\n"));
            await noise.ReadToEndAsync();
        }
        await using var ana = new LineClient(await Wire.ConnectTlsAsync(server.Ready.EndPoint("line-tls")));
        await ana.RegisterAsync("ana", "correct-horse");
    }

    [Fact]
    public async Task The_private_key_is_for_the_owner_of_the_files_only()
    {
        using var data = new TemporaryFolder();
        await using (await ServerProcess.StartAsync(shared.Options with { Data = data.Path, Tls = true }))
        {
        }
        foreach (var file in Directory.EnumerateFiles(data.Path, "*", SearchOption.AllDirectories))
        {
            if ((await File.ReadAllTextAsync(file)).Contains("PRIVATE KEY", StringComparison.Ordinal))
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }
}

[Collection<AsyncMode>]
public sealed class TlsDoorAsync(AsyncServer server) : TlsDoor(server);

[Collection<ThreadsMode>]
public sealed class TlsDoorThreads(ThreadsServer server) : TlsDoor(server);
