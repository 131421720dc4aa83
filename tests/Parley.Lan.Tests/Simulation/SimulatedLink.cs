using Parley.Lan.Replication;
using Parley.Protocol.Peer;

namespace Parley.Lan.Tests.Simulation;

internal sealed class SimulatedLink
{
    private readonly End _one;
    private readonly End _other;

    public SimulatedLink(SimulatedPeer one, SimulatedPeer other)
    {
        (_one, _other) = (new End(one), new End(other));
        (_one.To, _other.To) = (_other, _one);
        _one.Attach();
        _other.Attach();
    }

    public IEnumerable<End> Ends => [_one, _other];

    public bool Touches(SimulatedPeer peer) => _one.Peer == peer || _other.Peer == peer;

    public bool Joins(SimulatedPeer peer, SimulatedPeer with) => Touches(peer) && Touches(with);

    public void Detach()
    {
        _one.Detach();
        _other.Detach();
    }

    /// <summary>A peer's side: what it sends is on the way until it arrives at the other's, through its bytes.</summary>
    internal sealed class End(SimulatedPeer peer) : ILinkOutput
    {
        private const int Window = 4;

        private readonly Queue<byte[]> _sent = new();
        private Exchange? _exchange;

        public SimulatedPeer Peer => peer;

        public End? To { get; set; }

        public int OnTheWay => _sent.Count;

        public bool HasRoom => _sent.Count < Window;

        public void Send(PeerFrame frame) => _sent.Enqueue(PeerFrames.Encode(frame));

        public void Attach() => _exchange = peer.Mesh.Attach(this);

        public void Detach() => peer.Mesh.Detach(_exchange!);

        public async Task<ByeReason?> ArriveAsync()
        {
            PeerFrames.TryRead(_sent.Dequeue(), out _, out var frame);
            var end = await To!.Peer.Mesh.TakeAsync(To._exchange!, frame!, default);
            await peer.Mesh.PumpAsync(default);
            return end;
        }
    }
}
