namespace Parley.Contracts;

/// <summary>The device is the caller's: the server signs a statement for its peers. Again for a later one.</summary>
/// <param name="Key">Base64: X and Y of its P-256 key, 64 bytes.</param>
/// <param name="Proof">Base64: the device's signature (r and s, 64 bytes, SHA-256) over <c>parley device</c>, a line feed and the caller's login.</param>
public sealed record RegisterDevice(string? Key, string? Proof) : Command;

/// <summary>The caller's devices.</summary>
public sealed record ListOwnDevices : Command;

/// <summary>The device is lost: what it signs is taken no more, and peers are told.</summary>
/// <param name="Id">64 hexadecimal digits, as <see cref="ListOwnDevices"/> shows it.</param>
public sealed record RevokeDevice(string? Id) : Command;

/// <summary>Gives in what was written among peers while the server was away, by whomever. Each entry is placed once, whoever gives it in and however often.</summary>
/// <param name="Entries">Base64 of each, 1 to <see cref="Limits.HandInEntries"/>.</param>
public sealed record HandIn(IReadOnlyList<SignedEntry>? Entries) : Command;

/// <summary>The devices known here, without a server (docs/protocol/peer.md).</summary>
public sealed record ListDevices : Command;

/// <summary>Accepts the device that was refused because it goes by a name known with another key.</summary>
public sealed record TrustDevice(string? Name) : Command;
