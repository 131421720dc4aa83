namespace Parley.BlackBox.Python;

/// <summary>The sessions in tests/vectors, run as an outsider would run them.</summary>
public sealed class SessionVectors
{
    [Fact]
    public async Task A_server_as_it_comes_passes_every_session() => await RunAsync([]);

    [Theory]
    [InlineData("private.offline=refuse")]
    [InlineData("private.notes=true")]
    [InlineData("accounts.registration=false")]
    [InlineData("accounts.list-all=false")]
    [InlineData("rooms.max-per-account=2")]
    public async Task A_server_with_another_setting_passes_the_sessions_for_it(string setting)
    {
        var output = await RunAsync([setting]);
        Assert.DoesNotContain("0 passed", output, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(IReadOnlyList<string> settings)
    {
        await using var server = await ServerProcess.StartAsync(new ServerOptions { Settings = settings });
        return await PythonScript.PassesAsync(
            ["tests/vectors/run.py", "127.0.0.1", $"{server.Line.Port}", .. settings.SelectMany(s => new[] { "--set", s })]);
    }
}
