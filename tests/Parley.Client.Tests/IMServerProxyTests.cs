using System.Diagnostics;
using System.Text;

namespace Parley.Client.Tests;

/// <summary>The proxy on the real server.</summary>
public sealed class IMServerProxyTests : IAsyncLifetime
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("parley-im");
    private readonly HttpClient _http = new();
    private Process? _server;
    private Uri? _page;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(Tmux.Program is null, "src/Parley is not built and PARLEY_EXE is not set");
        var start = new ProcessStartInfo(Tmux.Program!, ["serve", "--data", _data.FullName, "--imserver", "127.0.0.1:0"]) { UseShellExecute = false, RedirectStandardOutput = true };
        _server = Process.Start(start)!;
        while (await _server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("parley: ready", StringComparison.Ordinal))
                continue;
            _page = new Uri($"http://{line.Split("imserver=")[1].Split(' ')[0]}/team1/IMserver.php");
            break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (_server is not null)
        {
            _server.Kill();
            await _server.WaitForExitAsync();
            _server.Dispose();
        }
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task It_is_a_dictionary_of_bytes_in_order_of_insertion()
    {
        var proxy = new IMServerProxy(_page!, _http);
        Assert.Empty(await proxy.KeysAsync());
        Assert.Null(await proxy.GetAsync("a"));
        byte[] any = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        await proxy.SetAsync("b/ &=%ñ", any);
        await proxy.SetAsync("a", "");
        Assert.Equal(any, await proxy.GetAsync("b/ &=%ñ"));
        Assert.Equal("", await proxy.GetTextAsync("a"));
        Assert.Equal(["b/ &=%ñ", "a"], await proxy.KeysAsync());
        await proxy.RemoveAsync("b/ &=%ñ");
        await proxy.RemoveAsync("b/ &=%ñ");
        Assert.Equal(["a"], await proxy.KeysAsync());
        await proxy.ClearAsync();
        Assert.Empty(await proxy.KeysAsync());
        Assert.Equal("too-long", (await Assert.ThrowsAsync<IMRefusedException>(() => proxy.SetAsync("a", new byte[65_537]))).Message);
    }

    [Fact]
    public async Task Writers_beside_each_other_lose_nothing_and_one_compares_and_sets()
    {
        var proxy = new IMServerProxy(_page!, _http);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(n => proxy.AppendAsync("log", [(byte)'x'])));
        Assert.Equal(new string('x', 20), await proxy.GetTextAsync("log"));
        var won = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => proxy.CompareAndSetAsync("turn", null, Encoding.UTF8.GetBytes($"{n}"))));
        Assert.Single(won, true);
        Assert.True(await proxy.CompareAndSetAsync("turn", await proxy.GetAsync("turn"), [1]));
        Assert.False(await proxy.CompareAndSetAsync("turn", [2], [3]));
    }

    [Fact]
    public async Task A_wait_ends_with_the_change()
    {
        var proxy = new IMServerProxy(_page!, _http);
        var revision = await proxy.SetAsync("a", "1");
        var wait = proxy.WaitAsync("a", revision, TimeSpan.FromSeconds(60));
        await proxy.SetAsync("b", "1");
        await proxy.SetAsync("a", "2");
        Assert.Equal("2", Encoding.UTF8.GetString((await wait).Value!));
        Assert.Equal((null, 0), await proxy.WaitAsync("none", null, TimeSpan.Zero));
    }
}
