using System.Net;
using Parley.Cluster.Tests.Support;

namespace Parley.BlackBox.Cluster;

/// <summary>Running nodes of one cluster, each with an address and a data folder that it keeps over a restart.</summary>
public sealed class Nodes : IAsyncDisposable
{
    private readonly List<ServerProcess> _all;
    private readonly List<ServerOptions> _options;
    private readonly List<TemporaryFolder> _folders;

    private Nodes(List<ServerProcess> all, List<ServerOptions> options, List<TemporaryFolder> folders) => (_all, _options, _folders) = (all, options, folders);

    public ServerProcess this[int index] => _all[index];

    public int Count => _all.Count;

    public static Task<Nodes> StartAsync(Engines engines, int count, params string[] settings) =>
        StartAsync(engines, [.. Enumerable.Repeat<string?>(null, count)], settings);

    /// <param name="programs">For each node; null: the program under test.</param>
    public static async Task<Nodes> StartAsync(Engines engines, IReadOnlyList<string?> programs, params string[] settings)
    {
        IReadOnlyList<string> more = [.. await engines.NewClusterAsync(), "--http", "127.0.0.1:0"];
        var ports = FreePorts.Take(programs.Count);
        List<TemporaryFolder> folders = [.. programs.Select(_ => new TemporaryFolder())];
        List<ServerOptions> options = [.. programs.Select((program, n) => new ServerOptions { Program = program, Data = folders[n].Path, Line = $"127.0.0.1:{ports[n]}", Settings = settings, More = more })];
        return new Nodes([.. await Task.WhenAll(options.Select(ServerProcess.StartAsync))], options, folders);
    }

    /// <summary>A node for each call, one after the other, by the address that stays.</summary>
    public Func<IPEndPoint> InTurn(int first) => () => _all[first++ % _all.Count].Line;

    /// <summary>SIGTERM, the wait for a clean end, and a new start.</summary>
    /// <param name="program">Null: the program under test.</param>
    public async Task RestartAsync(int index, string? program = null)
    {
        await _all[index].StopAsync();
        await _all[index].DisposeAsync();
        _options[index] = _options[index] with { Program = program };
        _all[index] = await ServerProcess.StartAsync(_options[index]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _all)
            await node.DisposeAsync();
        foreach (var folder in _folders)
            folder.Dispose();
    }
}
