namespace Parley.Contracts;

/// <summary>Every refusal has one of these. Stable for ever, on the wire as the number; texts in Parley.Protocol/Texts. docs/protocol/line.md, "Errors".</summary>
public enum ErrorCode
{
    /// <summary>{command}</summary>
    UnknownCommand = 200,

    /// <summary>Room name missing. {command}</summary>
    RoomNameMissing = 201,

    /// <summary>{room}</summary>
    RoomExists = 202,

    /// <summary>A value that does not parse or is out of range. {what}: the member on the wire or the kind of value; {value}: as it was given.</summary>
    InvalidValue = 203,

    /// <summary>{room}</summary>
    NoSuchRoom = 204,

    /// <summary>{room}</summary>
    AlreadyInRoom = 205,

    /// <summary>Invitation needed. {room}</summary>
    RoomPrivate = 206,

    /// <summary>Not the owner. {room} {owner}</summary>
    NotYourRoom = 207,

    DefaultRoomStays = 208,

    /// <summary>{limit}</summary>
    RoomLimit = 209,

    ShowUsage = 210,

    /// <summary>{user}. {what}: <c>refused</c> where nobody who was refused goes by that name.</summary>
    NoSuchUser = 211,

    TextMissing = 212,

    PrivateToSelf = 213,

    /// <summary>{user} is offline and private.offline=refuse.</summary>
    UserOffline = 214,

    /// <summary>{limit} bytes</summary>
    TooLong = 215,

    /// <summary>{seconds}</summary>
    TooFast = 216,

    /// <summary>Password in clear on an open network is not allowed here.</summary>
    PlaintextPassword = 217,

    /// <summary>The room was made anew: positions of before mean nothing now. {room}</summary>
    RoomMadeAnew = 218,

    /// <summary>Not available in this release. {command}</summary>
    NotAvailable = 219,

    /// <summary>{seconds}</summary>
    Busy = 220,

    /// <summary>The store can't take it now; nothing was written; try again. {seconds}</summary>
    StorageUnavailable = 221,

    /// <summary>Wrong user or password, without telling which.</summary>
    WrongCredentials = 222,

    /// <summary>{login}</summary>
    LoginTaken = 223,

    /// <summary>A login that is reserved, or looks like another account's. {login}</summary>
    LoginNotAllowed = 224,

    /// <summary>{min} {max}</summary>
    BadPassword = 225,

    /// <summary>Log in first.</summary>
    LoginFirst = 226,

    AlreadyLoggedIn = 227,

    /// <summary>The client id stands for another text or conversation. {id}</summary>
    ClientIdReused = 228,

    /// <summary>No such message, or not one to edit or take back. {position}</summary>
    NoSuchMessage = 229,

    /// <summary>Only its author (or a moderator) may do that.</summary>
    NotYours = 230,

    /// <summary>Not in that room. {room}</summary>
    NotInRoom = 231,

    /// <summary>Input that is no JSON object of the protocol. {what}</summary>
    BadFrame = 232,

    RegistrationClosed = 233,

    /// <summary>A fault of ours, logged.</summary>
    Internal = 234,

    /// <summary>The role does not allow it.</summary>
    NotAllowed = 235,

    /// <summary>A private conversation with nobody: give <c>room</c> or <c>to</c>.</summary>
    NoConversation = 236,

    /// <summary>A token that is unknown, revoked or outdated.</summary>
    BadToken = 237,

    /// <summary>The server is stopping.</summary>
    Stopping = 238,

    /// <summary>Input was not UTF-8; bad bytes were replaced. A notice, not a refusal.</summary>
    BadUtf8 = 239,

    /// <summary>Only the owner keeps a room. {room} {owner}</summary>
    NotYoursToKeep = 240,

    /// <summary>Banned from {room}.</summary>
    Banned = 241,

    /// <summary>{room} asks for a key, and this is not it.</summary>
    WrongKey = 242,

    /// <summary>{room} has {limit} people, its limit.</summary>
    RoomFull = 243,

    /// <summary>Muted, or only some may speak in {room}.</summary>
    MayNotSpeak = 244,

    /// <summary>Takes a higher rank in {room}.</summary>
    NotOperator = 245,

    /// <summary>{user} is not in {room}.</summary>
    UserNotInRoom = 246,

    /// <summary>{user} is in {room} already.</summary>
    UserInRoom = 247,

    /// <summary>Somebody goes by {name} already, or it is an account's.</summary>
    NameInUse = 248,

    /// <summary>A rule that there is not, or a value it can't have. {rule} {value}</summary>
    UnknownRule = 249,

    /// <summary>A list of {room} is full. {limit}</summary>
    ListFull = 250,

    /// <summary>An account is needed here.</summary>
    AccountNeeded = 251,

    /// <summary>A web page of {origin} may not do that here.</summary>
    WrongOrigin = 252,

    /// <summary>{file}</summary>
    NoSuchFile = 253,

    /// <summary>No room for the file: {limit} bytes are the most, of one account or of the server.</summary>
    FilesFull = 254,

    /// <summary>{hook}</summary>
    NoSuchWebhook = 255,

    /// <summary>It is the turn of {user}.</summary>
    NotYourTurn = 256,

    /// <summary>Spoke last, and somebody else has to answer first.</summary>
    WaitForReply = 257,

    /// <summary>Not among those who take turns here.</summary>
    NotInTurns = 258,

    /// <summary>No turns are taken here.</summary>
    NoTurns = 259,

    /// <summary>An administrator has suspended the account.</summary>
    AccountSuspended = 260,

    /// <summary>A body, file or thumbnail of more than {limit} bytes.</summary>
    TooLarge = 261,

    /// <summary>No token of the account has that id.</summary>
    NoSuchSession = 262,

    /// <summary>A request for {host}, which is none of this server's names.</summary>
    WrongHost = 263,

    /// <summary>A webhook to {url}, which stands for addresses that are not called.</summary>
    TargetRefused = 264,

    /// <summary>The account has {limit} sessions, on all nodes together.</summary>
    TooManySessions = 265,

    /// <summary>{command} is a server's; people are linked directly here.</summary>
    NeedsServer = 266,

    /// <summary>{command} is for people linked directly; this is a server.</summary>
    NeedsPeers = 267,

    /// <summary>The device is none of this server's, or it was revoked.</summary>
    DeviceNotTrusted = 270,

    /// <summary>A signature that is not of the key it should be of.</summary>
    WrongSignature = 271,

    /// <summary>What was written among peers can't be placed: no message of a room, of another group, or of an impossible time.</summary>
    NotPlaced = 272,
}
