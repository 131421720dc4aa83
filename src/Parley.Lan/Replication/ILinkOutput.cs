using Parley.Protocol.Peer;

namespace Parley.Lan.Replication;

/// <summary>The way to one peer. Nothing here waits.</summary>
public interface ILinkOutput
{
    /// <summary>More may be sent now; when it becomes true again, <see cref="Mesh.PumpAsync"/> is called.</summary>
    bool HasRoom { get; }

    void Send(PeerFrame frame);
}
