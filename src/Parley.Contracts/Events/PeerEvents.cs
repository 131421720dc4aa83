namespace Parley.Contracts;

/// <param name="Id">The device's, 64 hexadecimal digits.</param>
/// <param name="Statement">Base64 of the signed <see cref="DeviceStatement"/>.</param>
/// <param name="Revoked">Base64 of the organisation's signed revocations.</param>
public sealed record DeviceSigned(string Id, string Statement, IReadOnlyList<string> Revoked) : Event;

public sealed record OwnDevices(IReadOnlyList<OwnDevice> Devices) : Event;

/// <param name="Revoked">When it was; null for one that is trusted.</param>
public sealed record OwnDevice(string Id, DateTimeOffset Since, DateTimeOffset? Revoked = null);

/// <summary>What became of each entry, in the order they were given.</summary>
public sealed record HandedIn(IReadOnlyList<Placement> Placements) : Event;

/// <summary>The place an entry got, or why it got none (<paramref name="Code"/>, an <see cref="ErrorCode"/>).</summary>
/// <param name="Entry">Its hash.</param>
/// <param name="Duplicate">It had this place already.</param>
public sealed record Placement(string Entry, ConversationId? Conversation = null, Position? Position = null, DateTimeOffset? Time = null, bool? Duplicate = null, int? Code = null);

public sealed record DeviceList(IReadOnlyList<DeviceShown> Devices) : Event;

/// <param name="Name">What its person goes by; a device that has told no name is called by its fingerprint.</param>
/// <param name="Fingerprint">Six groups of four letters and digits, to be compared.</param>
/// <param name="Words">The same in eight words, in the session's language.</param>
/// <param name="State"><c>own</c>, <c>linked</c>, <c>away</c>, <c>refused</c> or <c>revoked</c>.</param>
/// <param name="Offset">Milliseconds that its clock is ahead of this one's; null when not known.</param>
public sealed record DeviceShown(string Name, string Fingerprint, string Words, string State, double? Offset = null);

/// <summary>A known name has come with another key: nothing of that device is shown until the person accepts it.</summary>
/// <param name="Known">The fingerprint and words of the device known by the name.</param>
/// <param name="Refused">Those of the device that uses it now.</param>
/// <param name="Own">The name is this device's own, and it had it before the other (<c>first</c>) or after (<c>second</c>: those who know the other refuse this one). Null: another's.</param>
public sealed record DeviceRefused(string Name, DeviceMark Known, DeviceMark Refused, string? Own = null) : Event;

public sealed record DeviceMark(string Fingerprint, string Words);

/// <summary>The person has accepted another device of a name.</summary>
public sealed record DeviceTrusted(string Name, DeviceMark Device) : Event;

/// <summary>Something that people among peers should know. <paramref name="What"/>: <c>forked</c>, <c>barred</c>, <c>clock</c>, <c>revoked</c>, of the device named; <c>storage</c>, <c>storage-back</c>, of this one.</summary>
public sealed record PeerWarning(string What, string? Name = null, string? Fingerprint = null) : Event;
