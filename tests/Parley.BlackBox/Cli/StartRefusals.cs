using System.Net;
using System.Net.Sockets;

namespace Parley.BlackBox.Cli;

/// <summary>A start that cannot be: exit code 2 and one line with the key, the value given and what is accepted.</summary>
public sealed class StartRefusals
{
    [Theory]
    [InlineData("limits.rate", "0")]
    [InlineData("limits.rate", "many")]
    [InlineData("rooms.lifetime", "eternal")]
    [InlineData("limits.stall-seconds", "1")]
    [InlineData("auth.plaintext", "never")]
    [InlineData("accounts.max-password", "4096")]
    public async Task A_value_out_of_range_is_refused_in_one_line(string key, string value)
    {
        using var data = new TemporaryFolder();
        foreach (var verb in new[] { "serve", "check-config" })
        {
            var run = await Verb.RunAsync([verb, "--data", data.Path, "--set", $"{key}={value}"], data.Path);
            Assert.Equal(2, run.ExitCode);
            var line = Assert.Single(run.ErrorLines);
            Assert.Contains(key, line, StringComparison.Ordinal);
            Assert.Contains(value, line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_cheap_hash_needs_its_own_permission()
    {
        using var data = new TemporaryFolder();
        var run = await Verb.RunAsync(["serve", "--data", data.Path, "--line", "127.0.0.1:0", "--set", "accounts.password-hash=cheapest"], data.Path);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("accounts.password-hash", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+20h", false, "only together with --allow-test-settings")]
    [InlineData("soon", true, "+1y x30")]
    public async Task Another_clock_among_peers_needs_the_same_permission_and_must_be_readable(string clock, bool allowed, string accepted)
    {
        using var data = new TemporaryFolder();
        var run = await Verb.RunAsync(["lan", "--data", data.Path, "--group", "parley", "--no-terminal", "--no-multicast", $"--test-clock={clock}", .. allowed ? (string[])["--allow-test-settings"] : []], data.Path);
        Assert.Equal(2, run.ExitCode);
        var line = Assert.Single(run.ErrorLines);
        Assert.Contains($"--test-clock: \"{clock}\"", line, StringComparison.Ordinal);
        Assert.Contains(accepted, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_port_that_is_taken_is_refused()
    {
        using var data = new TemporaryFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        var run = await Verb.RunAsync(["serve", "--data", data.Path, "--line", $"127.0.0.1:{port}"], data.Path);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{port}", Assert.Single(run.Refusals), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--line", "nowhere")]
    [InlineData("--line", "127.0.0.1:99999")]
    [InlineData("--io", "magic")]
    [InlineData("--profile", "fancy")]
    [InlineData("--lang", "fr")]
    [InlineData("--config", "/does/not/exist.json")]
    [InlineData("--set", "nonsense")]
    public async Task A_flag_with_an_impossible_value_is_refused(string flag, string value)
    {
        using var data = new TemporaryFolder();
        var run = await Verb.RunAsync(["serve", "--data", data.Path, flag, value], data.Path);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(value, run.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_key_is_a_warning_that_names_the_nearest_one()
    {
        using var data = new TemporaryFolder();
        var run = await Verb.RunAsync(["check-config", "--data", data.Path, "--set", "rooms.owner-grase=5"], data.Path);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("rooms.owner-grase", run.All, StringComparison.Ordinal);
        Assert.Contains("rooms.owner-grace", run.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_is_refused_in_one_line()
    {
        using var data = new TemporaryFolder();
        var file = data.File("a-file");
        await File.WriteAllTextAsync(file, "");
        var run = await Verb.RunAsync(["serve", "--data", file, "--line", "127.0.0.1:0"], data.Path);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(file, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }
}
