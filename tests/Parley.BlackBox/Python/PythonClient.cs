namespace Parley.BlackBox.Python;

/// <summary>The Python client's own tests, with a real server besides their scripted one.</summary>
public sealed class PythonClient
{
    [Fact]
    public async Task The_python_client_passes_its_tests_on_a_real_server()
    {
        await using var server = await ServerProcess.StartAsync(new ServerOptions { More = ["--http", "127.0.0.1:0"] });
        var address = new Dictionary<string, string> { ["PARLEY_HOST"] = "127.0.0.1", ["PARLEY_PORT"] = $"{server.Line.Port}", ["PARLEY_IM"] = $"http://{server.Ready.EndPoint("http")}" };
        var output = await PythonScript.PassesAsync(["-m", "unittest", "discover", "clients/python/tests"], address);
        Assert.DoesNotContain("skipped", output, StringComparison.Ordinal);
    }
}
