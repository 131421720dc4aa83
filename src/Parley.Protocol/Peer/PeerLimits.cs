using Parley.Contracts;

namespace Parley.Protocol.Peer;

/// <summary>Limits of the protocol between peers. docs/protocol/peer.md.</summary>
public static class PeerLimits
{
    public const ushort Version = 1;

    /// <summary>Type and content of a frame, without the length before it.</summary>
    public const int FrameBytes = 64 * 1024;

    /// <summary>A body; more than <see cref="Limits.MessageBytes"/>, for what encryption adds.</summary>
    public const int BodyBytes = 8 * 1024;

    /// <summary>A room's name, folded, UTF-8.</summary>
    public const int RoomBytes = RoomName.MaxLength * 4;

    /// <summary>A whole entry with its signature.</summary>
    public const int EntryBytes = 1 + Digest.Size + PublicKey.Size + 8 + Digest.Size + 8 + 8 + 1 + 1 + 1 + RoomBytes + 1 + Digest.Size + 1 + ClientId.MaxLength + 2 + Digest.Size + SignatureBytes + SaltBytes + BodyBytes;

    /// <summary>ECDSA over P-256, r and s (IEEE P1363).</summary>
    public const int SignatureBytes = 64;

    /// <summary>Before a body, under one hash with it.</summary>
    public const int SaltBytes = 16;

    public const int NonceBytes = 16;

    public const int ProofBytes = 32;

    /// <summary>Lines of a vector in one frame.</summary>
    public const int HeadsPerFrame = 512;

    public const int LackingPerFrame = 64;

    public const int AddressesPerFrame = 256;

    public const int RoomsPerPresence = 64;

    /// <summary>What an organisation says of a device, with its signature.</summary>
    public const int StatementBytes = 1 + DeviceStatement.KeyBytes + DeviceStatement.DeviceBytes + 8 + 8 + 1 + byte.MaxValue + SignatureBytes;

    /// <summary>As many as fit, whatever their length.</summary>
    public const int RevocationsPerFrame = 128;
}
