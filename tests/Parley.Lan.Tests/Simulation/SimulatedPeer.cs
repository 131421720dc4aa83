using Parley.Lan.Identity;
using Parley.Lan.Replication;
using Parley.Lan.Tests.Support;
using Parley.Protocol.Peer;

namespace Parley.Lan.Tests.Simulation;

internal sealed class SimulatedPeer(DeviceKey key, TimeProvider time, SimulatedView view) : IDisposable
{
    private Replica? _replica;
    private Mesh? _mesh;

    public MemoryPeerLog Log { get; } = new();

    public DeviceKey Key => key;

    public TimeProvider Time => time;

    public Mesh Mesh => _mesh!;

    public SimulatedView View => view;

    /// <summary>Starts, or starts anew with what its log has.</summary>
    public async Task StartAsync()
    {
        _replica?.Dispose();
        _replica = await Replica.OpenAsync(Sample.Group, Log, time, default);
        _mesh = new Mesh(key, _replica, time, view.Take);
    }

    public async Task WriteAsync(int number) => await Mesh.WriteAsync(Sample.Said($"{number}"), default);

    public void Dispose() => _replica?.Dispose();
}
