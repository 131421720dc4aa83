using System.Text;

namespace Parley.BlackBox.Line;

/// <summary>Section "Session start": banner, prompts, logging in and registering question by question.</summary>
public abstract class LoginDialogue(SharedServer shared)
{
    private const string Wrong = "* Wrong user or password. New account: #register or 2";
    private readonly ServerProcess _server = shared.Server;

    [Fact]
    public async Task The_banner_says_the_servers_time()
    {
        await using var client = await _server.ConnectAsync();
        var banner = await client.ReadThroughAsync("Usuario / Login:");
        Assert.Matches(@"(?m)^\* (Hora del servidor|Server time): \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}([+-]\d\d:\d\d|Z) \(UTC \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\)", banner);
        Assert.Contains("arley", banner.Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_logs_in_by_answering_two_prompts()
    {
        var login = Fresh.Name("ana");
        await using (await _server.RegisterAsync(login))
        {
        }
        await using var client = await _server.ConnectAsync();
        await client.ReadThroughAsync("Usuario / Login:");
        await client.SendAsync(login);
        await client.ReadThroughAsync("Contraseña / Password:");
        await client.SendAsync("correct-horse");
        await client.ReadThroughAsync($"* Logged in: {login}. You are in default.");
    }

    [Fact]
    public async Task One_may_answer_1_for_logging_in_and_then_log_in()
    {
        var login = Fresh.Name("ana");
        await using (await _server.RegisterAsync(login))
        {
        }
        await using var client = await _server.ConnectAsync();
        await client.ReadThroughAsync("Usuario / Login:");
        await client.SendAsync("1");
        await client.ReadThroughAsync("Usuario / Login:");
        await client.SendAsync(login);
        await client.ReadThroughAsync("Contraseña / Password:");
        await client.SendAsync("correct-horse");
        await client.ReadThroughAsync($"* Logged in: {login}. You are in default.");
    }

    [Fact]
    public async Task Wrong_user_and_wrong_password_read_the_same_and_the_prompt_comes_again()
    {
        var login = Fresh.Name("ana");
        await using (await _server.RegisterAsync(login))
        {
        }
        Assert.Equal(await FailedDialogueAsync(login), await FailedDialogueAsync(Fresh.Name("nobody")));
    }

    [Theory]
    [InlineData("#register")]
    [InlineData("2")]
    public async Task A_person_registers_by_answering_six_questions(string start)
    {
        var login = Fresh.Name("ana");
        await using var client = await _server.ConnectAsync();
        await client.ReadThroughAsync("Usuario / Login:");
        await client.SendAsync(start);
        foreach (var (question, answer) in Answers(login))
        {
            await client.ReadThroughAsync(question);
            await client.SendAsync(answer);
        }
        await client.ReadThroughAsync($"* Logged in: {login}. You are in default.");
        Assert.Contains("Ana María", string.Join('\n', await client.AskAsync("#me")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_item_repeats_only_its_own_question()
    {
        var login = Fresh.Name("ana");
        await using var client = await _server.ConnectAsync();
        await client.ReadThroughAsync("Usuario / Login:");
        await client.SendAsync("#register");
        var bad = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["Login"] = ["con espacio", "", "sistema"],
            ["Contraseña"] = ["corta"],
            ["Edad"] = ["0", "151", "treinta", "-1"],
        };
        foreach (var (question, answer) in Answers(login))
        {
            foreach (var wrong in bad.GetValueOrDefault(question, []))
            {
                await client.ReadThroughAsync(question);
                await client.SendAsync(wrong);
            }
            var between = await client.ReadThroughAsync(question);
            Assert.DoesNotContain("Nombres", between, StringComparison.Ordinal);
            await client.SendAsync(answer);
        }
        await client.ReadThroughAsync($"* Logged in: {login}. You are in default.");
    }

    [Fact]
    public async Task A_login_that_is_taken_repeats_the_question_for_the_login_and_not_the_first_ones()
    {
        var (login, taken) = (Fresh.Name("ana"), Fresh.Name("bob"));
        await using (await _server.RegisterAsync(taken))
        {
        }
        await using var client = await _server.ConnectAsync();
        await client.ReadThroughAsync("Usuario / Login:");
        await client.SendAsync("#register");
        var answers = Answers(taken).ToDictionary(a => a.Question + " /", a => a.Answer, StringComparer.Ordinal);
        answers["Login:"] = taken;
        answers.Remove("Login /");
        var success = $"* Logged in: {login}. You are in default.";
        List<string> asked = [];
        for (var question = ""; question != success; asked.Add(question))
        {
            question = await client.ReadThroughAnyAsync([.. answers.Keys, success]);
            if (question != success)
                await client.SendAsync(answers[question]);
            if (question == "Login:")
                answers["Login:"] = login;
        }
        Assert.Equal(2, asked.Count(q => q == "Login:"));
        Assert.Single(asked, "Nombres /");
        Assert.Single(asked, "Edad /");
    }

    [Fact]
    public async Task Registering_on_one_line_logs_in()
    {
        var login = Fresh.Name("ana");
        await using var client = await _server.ConnectAsync();
        await client.SendAsync($"#register {login} correct-horse Ana María | López Ruiz | 33 | mujer");
        await client.ReadThroughAsync($"* Logged in: {login}. You are in default.");
        var me = string.Join('\n', await client.AskAsync("#me"));
        foreach (var item in new[] { "Ana María", "López Ruiz", "33", "mujer" })
            Assert.Contains(item, me, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_telnet_client_is_asked_not_to_echo_the_password()
    {
        await using var client = await _server.ConnectAsync();
        await client.SendBytesAsync([255, 253, 1, 255, 253, 3]);
        await client.ReadThroughAsync("Usuario / Login:");
        await client.SendAsync("ana\r");
        await client.ReadThroughAsync("Contraseña / Password:");
        Assert.Contains("251 1", client.TelnetCommands);
        await client.SendAsync("wrong-password\r");
        await client.ReadThroughAsync(Wrong);
        Assert.Contains("252 1", client.TelnetCommands);
    }

    [Fact]
    public async Task A_password_is_never_sent_back()
    {
        await using var client = await _server.ConnectAsync();
        var canary = "canary-" + Guid.NewGuid().ToString("N");
        await client.SendAsync(Fresh.Name("ana"));
        await client.ReadThroughAsync("Contraseña / Password:");
        await client.SendAsync(canary);
        Assert.DoesNotContain(canary, await client.ReadThroughAsync(Wrong), StringComparison.Ordinal);
        await client.SendAsync($"#login nobody {canary}");
        Assert.DoesNotContain(canary, await client.ReadThroughAsync(Wrong), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_before_the_login_reach_nobody()
    {
        await using var ana = await _server.RegisterAsync(Fresh.Name("ana"));
        await using var stranger = await _server.ConnectAsync();
        await stranger.ReadThroughAsync("Usuario / Login:");
        var room = Fresh.Name("sala");
        await stranger.SendAsync($"#cR {room}");
        await stranger.ReadThroughAsync("* ");
        Assert.Empty(await ana.SeenAsync());
        Assert.DoesNotContain(room, string.Join('\n', await ana.AskAsync("#lR")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_who_never_logs_in_is_closed_and_told()
    {
        await using var server = await shared.StartAsync("limits.login-seconds=5");
        await using var client = await server.ConnectAsync();
        await client.ReadThroughAsync("Usuario / Login:");
        Assert.Contains(await client.ReadToEndAsync(), l => l.Contains("* ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Registration_can_be_closed()
    {
        await using var server = await shared.StartAsync("accounts.registration=false");
        await using var client = await server.ConnectAsync();
        await client.ReadThroughAsync("Usuario / Login:");
        await client.SendAsync("#register ana correct-horse A | B | 30 | x");
        Assert.DoesNotContain("Logged in", await client.ReadThroughAsync("Usuario / Login:"), StringComparison.Ordinal);
    }

    private static IEnumerable<(string Question, string Answer)> Answers(string login) =>
        [("Nombres", "Ana María"), ("Apellidos", "López Ruiz"), ("Login", login), ("Contraseña", "correct-horse"), ("Edad", "33"), ("Género", "")];

    private async Task<string> FailedDialogueAsync(string login)
    {
        await using var client = await _server.ConnectAsync();
        await client.ReadThroughAsync("Usuario / Login:");
        await client.SendAsync(login);
        var dialogue = new StringBuilder(await client.ReadThroughAsync("Contraseña / Password:"));
        await client.SendAsync("wrong-password");
        dialogue.Append(await client.ReadThroughAsync(Wrong)).Append(await client.ReadThroughAsync("Usuario / Login:"));
        return dialogue.ToString();
    }
}

[Collection<AsyncMode>]
public sealed class LoginDialogueAsync(AsyncServer server) : LoginDialogue(server);

[Collection<ThreadsMode>]
public sealed class LoginDialogueThreads(ThreadsServer server) : LoginDialogue(server);
