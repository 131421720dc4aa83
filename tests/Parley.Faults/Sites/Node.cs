using System.Net;
using Parley.Cluster.Tests.Support;
using Parley.Testing;

namespace Parley.Faults.Sites;

/// <summary>One node: its process, which comes and goes, and the links to it and from it, which can be bad. Its addresses stay.</summary>
internal sealed class Node : IAsyncDisposable
{
    private static readonly Door[] Doors = Enum.GetValues<Door>();

    private readonly TemporaryFolder _data = new();
    private readonly int[] _ports = FreePorts.Take(Doors.Length);
    private readonly Dictionary<Door, FaultProxy> _doors;
    private readonly string _database;
    private ServerProcess? _process;

    public Node(int number, IPEndPoint database, string databaseName, IPEndPoint broker)
    {
        Number = number;
        ToDatabase = FaultProxy.Start(database);
        ToBroker = FaultProxy.Start(broker);
        _database = databaseName;
        _doors = Doors.ToDictionary(d => d, d => FaultProxy.Start(new IPEndPoint(IPAddress.Loopback, _ports[(int)d])));
    }

    public int Number { get; }

    public FaultProxy ToDatabase { get; }

    public FaultProxy ToBroker { get; }

    public IEnumerable<FaultProxy> FromClients => _doors.Values;

    public bool IsRunning => _process is not null;

    /// <summary>What each process of this node wrote, the last one last.</summary>
    public List<string> Logs { get; } = [];

    /// <summary>Ends that nobody has asked for.</summary>
    public int Falls { get; private set; }

    /// <summary>Where clients connect to.</summary>
    public IPEndPoint At(Door door) => _doors[door].EndPoint;

    /// <summary>Starts it, again and again if need be, as a service manager would: while the engines are away it may not get ready.</summary>
    /// <param name="clock">A <c>test.clock</c>, or null for the real one.</param>
    public async Task StartAsync(string? clock = null)
    {
        var options = new ServerOptions
        {
            Data = _data.Path,
            Line = $"127.0.0.1:{_ports[(int)Door.Line]}",
            Settings = clock is null ? [] : [$"test.clock={clock}"],
            More =
            [
                "--irc", $"127.0.0.1:{_ports[(int)Door.Irc]}", "--http", $"127.0.0.1:{_ports[(int)Door.Web]}",
                "--postgres", $"postgres://postgres@{ToDatabase.EndPoint}/{_database}", "--rabbitmq", $"amqp://guest:guest@{ToBroker.EndPoint}",
            ],
        };
        for (var tries = 1; ; tries++)
        {
            try
            {
                _process = await ServerProcess.StartAsync(options);
                return;
            }
            catch (InvalidOperationException e) when (tries < 90)
            {
                Logs.Add(e.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        _process = null;
        if (process.HasExited)
            Falls++;
        await process.KillAsync();
        Logs.Add(process.Log);
        await process.DisposeAsync();
    }

    /// <summary>SIGSTOP: it does nothing, and nobody is told.</summary>
    public void Pause() => _process?.Send(Signal.Stop);

    public void Resume() => _process?.Send(Signal.Continue);

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        foreach (var proxy in _doors.Values.Append(ToDatabase).Append(ToBroker))
            await proxy.DisposeAsync();
        _data.Dispose();
    }
}
