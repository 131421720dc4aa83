namespace Parley.BlackBox.Line;

/// <summary>What a stranger may learn by trying to log in: nothing, not even from the clock.</summary>
public abstract class LoginSecrecy(SharedServer shared)
{
    private const int Tries = 8;
    private const int MostTries = 40;

    [Fact]
    public async Task An_unknown_user_takes_as_long_as_a_wrong_password()
    {
        await using var server = await ServerProcess.StartAsync(shared.Options with { CheapHash = false });
        await using (await server.RegisterAsync("anabel"))
        await using (await server.RegisterAsync("benito"))
        {
        }
        // The fastest of each: what a busy machine adds says nothing about the server, and more tries take it away.
        var (fastKnown, fastUnknown) = (double.MaxValue, double.MaxValue);
        for (var i = 0; i < MostTries && (i < Tries || fastUnknown / fastKnown is not (> 0.5 and < 2)); i++)
        {
            fastKnown = Math.Min(fastKnown, await FailureMillisecondsAsync(server, i % 2 == 0 ? "anabel" : "benito"));
            fastUnknown = Math.Min(fastUnknown, await FailureMillisecondsAsync(server, i % 2 == 0 ? "nobody" : "nadie"));
        }
        Assert.True(fastUnknown / fastKnown is > 0.5 and < 2, $"known {fastKnown:F1} ms, unknown {fastUnknown:F1} ms");
        Assert.True(fastUnknown > 20, $"a hash of 600,000 rounds cannot be done in {fastUnknown:F1} ms");
    }

    [Fact]
    public async Task Many_failures_for_one_login_make_further_tries_wait()
    {
        await using var server = await shared.StartAsync("limits.exempt=[]", "auth.failures-per-login=2");
        await using (await server.RegisterAsync("ana"))
        {
        }
        for (var i = 0; i < 2; i++)
            await FailureMillisecondsAsync(server, "ana");
        await using var client = await server.ConnectAsync();
        await client.ReadThroughAsync("Usuario / Login:");
        await client.SendAsync("#login ana wrong-password");
        await Assert.ThrowsAsync<TimeoutException>(() => client.ReadToLineAsync(l => l.Contains("Wrong user", StringComparison.Ordinal), TimeSpan.FromSeconds(2)));
    }

    private static async Task<double> FailureMillisecondsAsync(ServerProcess server, string login)
    {
        await using var client = await server.ConnectAsync();
        await client.ReadThroughAsync("Usuario / Login:");
        var start = TimeProvider.System.GetTimestamp();
        await client.SendAsync($"#login {login} wrong-password");
        await client.ReadThroughAsync("* Wrong user or password. New account: #register or 2");
        return TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;
    }
}

[Collection<AsyncMode>]
public sealed class LoginSecrecyAsync(AsyncServer server) : LoginSecrecy(server);

[Collection<ThreadsMode>]
public sealed class LoginSecrecyThreads(ThreadsServer server) : LoginSecrecy(server);
