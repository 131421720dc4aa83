using System.Text;

namespace Parley.BlackBox.Failures;

/// <summary>Canaries: passwords, tokens and texts that must never be found in a log, nor a password or token in the data folder.</summary>
public abstract class LogSecrecy(SharedServer shared)
{
    [Fact]
    public async Task No_password_token_or_message_text_reaches_the_log()
    {
        using var data = new TemporaryFolder();
        var canary = "canary" + Guid.NewGuid().ToString("N");
        string log, token;
        await using (var server = await ServerProcess.StartAsync(shared.Options with { Data = data.Path, Settings = ["log.level=debug"] }))
        {
            token = await TalkAsync(server, canary);
            await server.StopAsync();
            log = server.Log;
        }
        Assert.DoesNotContain(canary, log, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(token, log, StringComparison.Ordinal);
        foreach (var file in Directory.EnumerateFiles(data.Path, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(canary + "-pw")) < 0, $"a password in {file}");
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(token)) < 0, $"a token in {file}");
        }
    }

    private static async Task<string> TalkAsync(ServerProcess server, string canary)
    {
        await using var line = await server.RegisterAsync("ana", canary + "-pw");
        await line.AskAsync(canary + " in a message");
        await line.AskAsync($"#{canary}");
        await line.AskAsync($"#\\private<nobody> {canary}");
        await line.AskAsync($"#search {canary}");
        await line.AskAsync($"#passwd wrong {canary}-pw2");
        await line.AskAsync($"#passwd {canary}-pw {canary}-pw3");
        await using var wrong = await server.ConnectAsync();
        await wrong.SendAsync($"#login ana {canary}-pw4");
        await wrong.ReadThroughAsync("* Wrong user or password.");
        await wrong.SendAsync($"#register {canary} short {canary}");
        await using var json = await server.ConnectJsonAsync();
        var answer = await json.AskAsync(new { t = "login", login = "ana", password = canary + "-pw3", token = true });
        await json.SendRawAsync($"{{\"t\":\"post\",\"text\":\"{canary}\",,,\n");
        await json.SendRawAsync($"{{\"t\":\"token-login\",\"token\":\"{canary}\"}}\n");
        await json.SeenAsync();
        return answer["token"]!.GetValue<string>();
    }
}

[Collection<AsyncMode>]
public sealed class LogSecrecyAsync(AsyncServer server) : LogSecrecy(server);

[Collection<ThreadsMode>]
public sealed class LogSecrecyThreads(ThreadsServer server) : LogSecrecy(server);
