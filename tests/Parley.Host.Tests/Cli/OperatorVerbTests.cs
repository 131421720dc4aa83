using Xunit;

namespace Parley.Host.Tests.Cli;

public sealed class OperatorVerbTests : IDisposable
{
    private static readonly string[] Cheap = ["--allow-test-settings", "--set", "accounts.password-hash=cheapest"];

    private readonly string _directory = Directory.CreateTempSubdirectory("parley-verbs").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Accounts_are_made_listed_changed_and_erased(bool running)
    {
        await using var server = running ? ParleyProcess.Start(null, ["--data", _directory, "--line", "127.0.0.1:0", .. Cheap]) : null;
        if (server is not null)
            await server.ReadyAsync();

        Assert.Equal((0, "Account ana made, administrator.\n", ""), await RunAsync("correcto caballo\n", "account", "create", "ana", "--role", "administrator"));
        Assert.Equal((1, "", "parley: The login ana is taken. (E223)\n").Item1, (await RunAsync("correcto caballo\n", "account", "create", "ana")).Code);
        Assert.Matches(@"^ana +administrator +- +\d{4}-\d\d-\d\d\n$", (await RunAsync(null, "account", "list")).Output);
        Assert.Equal(0, (await RunAsync("otro caballo\n", "account", "passwd", "ana")).Code);
        Assert.Equal(0, (await RunAsync(null, "account", "role", "ana", "user")).Code);
        Assert.Contains("role        user\n", (await RunAsync(null, "account", "show", "ana")).Output, StringComparison.Ordinal);
        Assert.StartsWith("{\"id\":", (await RunAsync(null, "account", "export", "ana")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("bob\n", "account", "erase", "ana")).Code);
        Assert.Equal(0, (await RunAsync("ana\n", "account", "erase", "ana")).Code);
        Assert.Equal((0, "", ""), await RunAsync(null, "account", "list"));

        var inspection = await RunAsync(null, "inspect", "--json");
        Assert.Contains(running ? "\"running\":true" : "\"running\":false", inspection.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_may_not_be_missing()
    {
        var (code, _, errors) = await RunAsync("", "account", "create", "ana");

        Assert.Equal((2, "parley: no password on standard input\n"), (code, errors));
    }

    [Fact]
    public async Task Refusal_has_a_text_and_its_code()
    {
        await RunAsync("correcto caballo\n", "account", "create", "ana");
        var (code, _, errors) = await RunAsync(null, "room", "delete", "default");

        Assert.Equal(1, code);
        Assert.EndsWith("(E208)\n", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("room list")]
    [InlineData("account list")]
    public async Task Mistyped_directory_does_not_become_a_store(string verb)
    {
        var mistyped = Path.Combine(_directory, "mistyped");

        var (code, output, errors) = await ParleyProcess.RunAsync(null, [.. verb.Split(' '), "--data", mistyped]);

        Assert.Equal((1, "", $"parley: no control socket here and no data in {mistyped}: is the node running? For a cluster without one give --postgres\n"), (code, output, errors));
        Assert.False(Directory.Exists(mistyped));
    }

    [Theory]
    [InlineData("account create ana")]
    [InlineData("serve --line 127.0.0.1:0")]
    public async Task Folder_of_a_node_gets_no_store_of_its_own(string verb)
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "cluster"), "");

        var (code, _, errors) = await RunAsync("correcto caballo\n", verb.Split(' '));

        Assert.Equal(2, code);
        Assert.Contains($"--data: {_directory} is the folder of a node whose data is in PostgreSQL; accepted: --postgres", errors, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_directory, "parley.db")));
    }

    [Fact]
    public async Task Help_leads_to_the_options_of_a_start() =>
        Assert.Contains("parley serve --help", (await ParleyProcess.RunAsync(null, "--help")).Output, StringComparison.Ordinal);

    private async Task<(int Code, string Output, string Errors)> RunAsync(string? input, params string[] args) =>
        await ParleyProcess.RunAsync(input, [.. args, "--data", _directory, .. Cheap]);
}
