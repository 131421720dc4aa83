using Parley.Cluster.Frames;
using Parley.Contracts;

namespace Parley.Cluster.Outgoing;

/// <summary>What is remembered of a frame until the broker confirms it.</summary>
/// <param name="Heads">The greatest position that the frame tells of each conversation in it.</param>
internal sealed record SentFrame(FrameKind Kind, IReadOnlyList<KeyValuePair<ConversationId, Position>> Heads);

/// <summary>A frame to be sent.</summary>
/// <param name="Keys">Where it goes: one routing key at least.</param>
/// <param name="Bytes">Valid until the next frame is made.</param>
internal readonly record struct OutFrame(SentFrame Sent, IReadOnlyList<string> Keys, ReadOnlyMemory<byte> Bytes);
