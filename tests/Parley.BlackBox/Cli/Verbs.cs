using System.Text.Json;

namespace Parley.BlackBox.Cli;

/// <summary>The operator's verbs, beside a running server and on a stopped one.</summary>
public sealed class Verbs
{
    private const string Password = "correct-horse";

    [Fact]
    public async Task Version_is_one_line()
    {
        using var data = new TemporaryFolder();
        var run = await Verb.RunAsync(["version"], data.Path);
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Matches(@"^(parley )?\d+\.\d+\.\d+\S*\n$", run.Output);
    }

    [Theory]
    [InlineData("fly")]
    [InlineData("account", "fly")]
    [InlineData("serve", "--fly")]
    public async Task Wrong_usage_ends_with_2(params string[] arguments)
    {
        using var data = new TemporaryFolder();
        Assert.Equal(2, (await Verb.RunAsync(arguments, data.Path)).ExitCode);
    }

    [Fact]
    public async Task Help_names_the_verbs_that_are_there()
    {
        using var data = new TemporaryFolder();
        var run = await Verb.RunAsync(["--help"], data.Path);
        Assert.Equal(0, run.ExitCode);
        foreach (var verb in new[] { "serve", "chat", "account", "room", "inspect", "check-config", "version" })
            Assert.Contains(verb, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_made_on_a_stopped_server_can_log_in_to_a_started_one()
    {
        using var data = new TemporaryFolder();
        var made = await AccountAsync(data, "create", "ana");
        Assert.Equal((0, ""), (made.ExitCode, made.Errors));
        await using var server = await ServerProcess.StartAsync(new ServerOptions { Data = data.Path });
        await using var ana = await server.LoginAsync("ana", Password);
        Assert.NotEmpty(await ana.AskAsync("#lR"));
    }

    [Fact]
    public async Task Accounts_are_made_changed_and_erased_beside_a_running_server()
    {
        using var data = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(new ServerOptions { Data = data.Path, More = ["--unix", data.File("parley.sock")] });
        Assert.Equal(0, (await AccountAsync(data, "create", "ana")).ExitCode);
        await using var ana = await server.LoginAsync("ana", Password);
        Assert.Contains("ana", (await AccountAsync(data, "list")).Output, StringComparison.Ordinal);
        Assert.Contains("ana", (await AccountAsync(data, "show", "ana")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await AccountAsync(data, "role", "ana", "administrator")).ExitCode);
        Assert.Contains("administrator", (await AccountAsync(data, "show", "ana")).Output, StringComparison.Ordinal);
        Assert.Equal(0, (await AccountAsync(data, "erase", "ana", "--yes")).ExitCode);
        await ana.ReadToEndAsync();
        Assert.DoesNotContain("ana", (await AccountAsync(data, "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_set_by_the_operator_works_and_the_old_one_does_not()
    {
        using var data = new TemporaryFolder();
        await AccountAsync(data, "create", "ana");
        var changed = await Verb.RunAsync(["account", "passwd", "ana", "--data", data.Path], data.Path, "battery-staple\n");
        Assert.Equal(0, changed.ExitCode);
        Assert.DoesNotContain("battery-staple", changed.All, StringComparison.Ordinal);
        await using var server = await ServerProcess.StartAsync(new ServerOptions { Data = data.Path });
        await using var ana = await server.LoginAsync("ana", "battery-staple");
        await using var old = await server.ConnectJsonAsync();
        Assert.Equal(222, await old.RefusedAsync(new { t = "login", login = "ana", password = Password }));
    }

    [Theory]
    [InlineData("show")]
    [InlineData("erase")]
    [InlineData("export")]
    public async Task An_unknown_account_is_one_line_and_exit_code_1(string verb)
    {
        using var data = new TemporaryFolder();
        Assert.Equal(0, (await AccountAsync(data, "create", "ana")).ExitCode);
        string[] confirmed = verb == "erase" ? ["--yes"] : [];
        var run = await AccountAsync(data, [verb, "nadie", .. confirmed]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("nadie", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_persons_export_is_JSON_and_holds_what_the_person_wrote()
    {
        using var data = new TemporaryFolder();
        await using (var server = await ServerProcess.StartAsync(new ServerOptions { Data = data.Path }))
        {
            await using var ana = await server.RegisterAsync("ana");
            await ana.AskAsync("mis palabras");
        }
        var run = await AccountAsync(data, "export", "ana");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("mis palabras", run.Output, StringComparison.Ordinal);
        Assert.All(JsonDocuments(run.Output), d => Assert.Equal(JsonValueKind.Object, d.ValueKind));
    }

    [Fact]
    public async Task Rooms_are_listed_kept_and_deleted_by_the_operator()
    {
        using var data = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(new ServerOptions { Data = data.Path, More = ["--unix", data.File("parley.sock")], Settings = ["rooms.owner-grace=0"] });
        await using var bob = await server.RegisterAsync("bob");
        await using (var ana = await server.RegisterAsync("ana"))
        {
            await ana.AskAsync("#cR uci");
            Assert.Equal(0, (await RoomAsync(data, "keep", "uci")).ExitCode);
            await ana.SendAsync("#exit");
            await ana.ReadToEndAsync();
        }
        Assert.Contains("uci", (await RoomAsync(data, "list")).Output, StringComparison.Ordinal);
        Assert.Contains(await bob.AskAsync("#lR"), l => l.Contains("uci", StringComparison.Ordinal));
        Assert.Equal(0, (await RoomAsync(data, "delete", "uci")).ExitCode);
        Assert.DoesNotContain(await bob.AskAsync("#lR"), l => l.Contains("uci", StringComparison.Ordinal));
        Assert.Equal(1, (await RoomAsync(data, "delete", "uci")).ExitCode);
    }

    [Fact]
    public async Task An_erasure_that_nobody_confirms_does_nothing()
    {
        using var data = new TemporaryFolder();
        await AccountAsync(data, "create", "ana");
        Assert.NotEqual(0, (await Verb.RunAsync(["account", "erase", "ana", "--data", data.Path], data.Path, "no\n")).ExitCode);
        Assert.Contains("ana", (await AccountAsync(data, "list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspect_shows_whether_a_server_runs_and_who_is_there()
    {
        using var data = new TemporaryFolder();
        var mistyped = await Verb.RunAsync(["inspect", "--data", data.Path], data.Path);
        Assert.Equal(1, mistyped.ExitCode);
        Assert.Contains("no data in", Assert.Single(mistyped.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(0, (await AccountAsync(data, "create", "bob")).ExitCode);
        Assert.Contains("stopped", (await Verb.RunAsync(["inspect", "--data", data.Path], data.Path)).Output, StringComparison.Ordinal);
        await using var server = await ServerProcess.StartAsync(new ServerOptions { Data = data.Path, More = ["--unix", data.File("parley.sock")] });
        await using var ana = await server.RegisterAsync("ana");
        var run = await Verb.RunAsync(["inspect", "--data", data.Path], data.Path);
        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("stopped", run.Output, StringComparison.Ordinal);
        Assert.Contains("ana", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_card_says_how_to_join_and_how_to_make_the_first_administrator()
    {
        await using var server = await ServerProcess.StartAsync(new ServerOptions());
        Assert.Contains($"{server.Line.Port}", server.Log, StringComparison.Ordinal);
        Assert.Contains("account create", server.Log, StringComparison.Ordinal);
        Assert.Contains(server.Data, server.Log, StringComparison.Ordinal);
    }

    private static Task<Verb> AccountAsync(TemporaryFolder data, params string[] arguments) =>
        Verb.RunAsync(["account", .. arguments, "--data", data.Path], data.Path, Password + "\n");

    private static Task<Verb> RoomAsync(TemporaryFolder data, params string[] arguments) =>
        Verb.RunAsync(["room", .. arguments, "--data", data.Path], data.Path);

    private static IEnumerable<JsonElement> JsonDocuments(string text) =>
        text.TrimStart().StartsWith('[') || text.Contains("\n  ", StringComparison.Ordinal)
            ? [JsonDocument.Parse(text).RootElement]
            : text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement);
}
