using Parley.Protocol.Peer;

namespace Parley.Lan.Replication;

/// <summary>What changed in a replica, in order.</summary>
public abstract record ReplicaChange(DeviceId Author);

/// <summary>An entry follows the last of its author.</summary>
public sealed record Added(PeerEntry Entry) : ReplicaChange(Entry.Author);

/// <summary>The same entry, with its body that was lacking, or without it from now on.</summary>
public sealed record Replaced(PeerEntry Entry) : ReplicaChange(Entry.Author);

/// <summary>The author's entries after a number are of a branch that lost; those of the other branch follow.</summary>
public sealed record Cut(DeviceId Author, long After) : ReplicaChange(Author);

/// <summary>The author has signed two entries with one number: its first fork that is known here. A log keeps the proof for ever, and so without what the two say, which may be taken back.</summary>
public sealed record Forked(PeerFork Proof) : ReplicaChange(Proof.One.Author);

/// <summary>The author's clock runs so far ahead that what it writes is not taken yet. Told once in a run, and kept nowhere.</summary>
public sealed record RunsAhead(DeviceId Author, HybridTime Clock) : ReplicaChange(Author);
