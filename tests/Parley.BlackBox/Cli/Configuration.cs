namespace Parley.BlackBox.Cli;

/// <summary>Flags win over environment, environment over file, file over defaults.</summary>
public sealed class Configuration
{
    [Fact]
    public async Task A_sound_configuration_is_said_to_be_so()
    {
        using var data = new TemporaryFolder();
        var run = await Verb.RunAsync(["check-config", "--data", data.Path, "--set", "limits.rate=50"], data.Path);
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
    }

    [Fact]
    public async Task The_file_is_read_and_a_flag_wins_over_it()
    {
        using var data = new TemporaryFolder();
        var file = data.File("parley.json");
        await File.WriteAllTextAsync(file, """{"rooms":{"max-per-account":1}}""");
        await using (var server = await ServerProcess.StartAsync(new ServerOptions { More = ["--config", file] }))
            Assert.Equal(1, await RoomsMadeAsync(server));
        await using (var server = await ServerProcess.StartAsync(new ServerOptions { More = ["--config", file], Settings = ["rooms.max-per-account=3"] }))
            Assert.Equal(3, await RoomsMadeAsync(server));
    }

    [Fact]
    public async Task The_environment_wins_over_the_file_and_loses_to_a_flag()
    {
        using var data = new TemporaryFolder();
        var file = data.File("parley.json");
        await File.WriteAllTextAsync(file, """{"rooms":{"max-per-account":1}}""");
        var options = new ServerOptions { More = ["--config", file], Prefix = ["env", "PARLEY_ROOMS__MAX_PER_ACCOUNT=2"] };
        await using (var server = await ServerProcess.StartAsync(options))
            Assert.Equal(2, await RoomsMadeAsync(server));
        await using (var server = await ServerProcess.StartAsync(options with { Settings = ["rooms.max-per-account=3"] }))
            Assert.Equal(3, await RoomsMadeAsync(server));
    }

    private static async Task<int> RoomsMadeAsync(ServerProcess server)
    {
        await using var ana = await server.RegisterAsync("ana");
        await ana.AskAsync("#codes on");
        var made = 0;
        while (!(await ana.AskAsync($"#cR sala {made}")).Any(l => l.StartsWith("*E209 ", StringComparison.Ordinal)))
            made++;
        return made;
    }
}
