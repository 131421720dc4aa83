namespace Parley.Protocol.Irc;

/// <summary>What a client asked for by CAP REQ; names and rules in <see cref="Capabilities"/>.</summary>
[Flags]
public enum Capability : ulong
{
    None = 0,
    CapNotify = 1UL << 0,
    Sasl = 1UL << 1,
    ServerTime = 1UL << 2,
    MessageTags = 1UL << 3,
    Batch = 1UL << 4,
    LabeledResponse = 1UL << 5,
    EchoMessage = 1UL << 6,
    MultiPrefix = 1UL << 7,
    AwayNotify = 1UL << 8,
    AccountNotify = 1UL << 9,
    AccountTag = 1UL << 10,
    ExtendedJoin = 1UL << 11,
    ChgHost = 1UL << 12,
    InviteNotify = 1UL << 13,
    UserhostInNames = 1UL << 14,
    SetName = 1UL << 15,
    StandardReplies = 1UL << 16,
    ExtendedMonitor = 1UL << 17,
    NoImplicitNames = 1UL << 18,
    Sts = 1UL << 19,
    ChatHistory = 1UL << 20,
    EventPlayback = 1UL << 21,
    ReadMarker = 1UL << 22,
    MessageRedaction = 1UL << 23,
    Multiline = 1UL << 24,
    AccountRegistration = 1UL << 25,
    Metadata = 1UL << 26,
    PreAway = 1UL << 27,
    ExtendedIsupport = 1UL << 28,
    ChannelRename = 1UL << 29,

    /// <summary>draft/metadata-3: as <see cref="Metadata"/>, and told by numerics.</summary>
    Metadata3 = 1UL << 30,
}
