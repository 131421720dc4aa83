using System.Collections.Frozen;
using Parley.Contracts;
using static Parley.Contracts.ErrorCode;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Protocol.Irc;

/// <summary>How a refusal is said on IRC.</summary>
/// <param name="Numeric">Null: by <c>FAIL command Fail</c> alone.</param>
/// <param name="Fail">The code of a standard reply.</param>
public readonly record struct ErrorReply(int? Numeric, string Fail);

/// <summary>Every refusal as numeric and standard reply. To add one: a row here. ircv3.net, standard-replies.</summary>
public static class ErrorReplies
{
    private static readonly FrozenDictionary<ErrorCode, ErrorReply> Rows = new (ErrorCode Code, int? Numeric, string Fail)[]
    {
        (UnknownCommand, ERR_UNKNOWNCOMMAND, "UNKNOWN_COMMAND"),
        (RoomNameMissing, ERR_NEEDMOREPARAMS, "NEED_MORE_PARAMS"),
        (RoomExists, null, "CHANNEL_NAME_IN_USE"),
        (InvalidValue, null, "INVALID_PARAMS"),
        (NoSuchRoom, ERR_NOSUCHCHANNEL, "NO_SUCH_CHANNEL"),
        (AlreadyInRoom, ERR_USERONCHANNEL, "ALREADY_JOINED"),
        (RoomPrivate, ERR_INVITEONLYCHAN, "INVITE_ONLY"),
        (NotYourRoom, ERR_CHANOPRIVSNEEDED, "CHANOP_PRIVS_NEEDED"),
        (DefaultRoomStays, null, "DEFAULT_CHANNEL"),
        (RoomLimit, ERR_TOOMANYCHANNELS, "TOO_MANY_CHANNELS"),
        (ShowUsage, ERR_NEEDMOREPARAMS, "NEED_MORE_PARAMS"),
        (NoSuchUser, ERR_NOSUCHNICK, "NO_SUCH_NICK"),
        (TextMissing, ERR_NOTEXTTOSEND, "NO_TEXT"),
        (PrivateToSelf, null, "INVALID_TARGET"),
        (UserOffline, ERR_NOSUCHNICK, "NO_SUCH_NICK"),
        (TooLong, ERR_INPUTTOOLONG, "MESSAGE_TOO_LONG"),
        (TooFast, null, "RATE_LIMITED"),
        (PlaintextPassword, ERR_SASLFAIL, "TLS_REQUIRED"),
        (RoomMadeAnew, null, "INVALID_TARGET"),
        (NotAvailable, null, "NOT_AVAILABLE"),
        (Busy, null, "TEMPORARILY_UNAVAILABLE"),
        (StorageUnavailable, null, "TEMPORARILY_UNAVAILABLE"),
        (WrongCredentials, ERR_SASLFAIL, "INVALID_CREDENTIALS"),
        (LoginTaken, ERR_NICKNAMEINUSE, "ACCOUNT_EXISTS"),
        (LoginNotAllowed, ERR_ERRONEUSNICKNAME, "BAD_ACCOUNT_NAME"),
        (BadPassword, null, "UNACCEPTABLE_PASSWORD"),
        (LoginFirst, null, "ACCOUNT_REQUIRED"),
        (AlreadyLoggedIn, ERR_SASLALREADY, "ALREADY_AUTHENTICATED"),
        (ClientIdReused, null, "INVALID_PARAMS"),
        (NoSuchMessage, null, "UNKNOWN_MSGID"),
        (NotYours, null, "REDACT_FORBIDDEN"),
        (NotInRoom, ERR_NOTONCHANNEL, "NOT_ON_CHANNEL"),
        (BadFrame, ERR_UNKNOWNCOMMAND, "INVALID_PARAMS"),
        (RegistrationClosed, null, "REGISTRATION_DISABLED"),
        (Internal, ERR_UNKNOWNERROR, "INTERNAL_ERROR"),
        (NotAllowed, ERR_NOPRIVILEGES, "NOT_ALLOWED"),
        (NoConversation, ERR_NORECIPIENT, "INVALID_TARGET"),
        (BadToken, ERR_SASLFAIL, "INVALID_CREDENTIALS"),
        (Stopping, null, "TEMPORARILY_UNAVAILABLE"),
        (BadUtf8, null, "INVALID_UTF8"),
        (NotYoursToKeep, ERR_CHANOPRIVSNEEDED, "CHANOP_PRIVS_NEEDED"),
        (Banned, ERR_BANNEDFROMCHAN, "BANNED"),
        (WrongKey, ERR_BADCHANNELKEY, "BAD_KEY"),
        (RoomFull, ERR_CHANNELISFULL, "CHANNEL_FULL"),
        (MayNotSpeak, ERR_CANNOTSENDTOCHAN, "CANNOT_SEND"),
        (NotOperator, ERR_CHANOPRIVSNEEDED, "CHANOP_PRIVS_NEEDED"),
        (UserNotInRoom, ERR_USERNOTINCHANNEL, "USER_NOT_ON_CHANNEL"),
        (UserInRoom, ERR_USERONCHANNEL, "USER_ON_CHANNEL"),
        (NameInUse, ERR_NICKNAMEINUSE, "NICKNAME_IN_USE"),
        (UnknownRule, ERR_INVALIDMODEPARAM, "INVALID_PARAMS"),
        (ListFull, ERR_BANLISTFULL, "LIST_FULL"),
        (AccountSuspended, ERR_SASLFAIL, "ACCOUNT_SUSPENDED"),
        (TooManySessions, ERR_SASLFAIL, "TOO_MANY_SESSIONS"),
        (DeviceNotTrusted, null, "DEVICE_NOT_TRUSTED"),
        (WrongSignature, null, "WRONG_SIGNATURE"),
        (NotPlaced, null, "NOT_PLACED"),
        (NeedsServer, null, "NOT_AVAILABLE"),
        (NeedsPeers, null, "NOT_AVAILABLE"),
        (AccountNeeded, ERR_NEEDREGGEDNICK, "ACCOUNT_REQUIRED"),
        (WrongOrigin, null, "WRONG_ORIGIN"),
        (NoSuchFile, null, "NO_SUCH_FILE"),
        (FilesFull, null, "FILES_FULL"),
        (NoSuchWebhook, null, "NO_SUCH_WEBHOOK"),
        (TooLarge, null, "TOO_LARGE"),
        (NoSuchSession, null, "NO_SUCH_SESSION"),
        (WrongHost, null, "WRONG_HOST"),
        (TargetRefused, null, "TARGET_REFUSED"),
        (NotYourTurn, ERR_CANNOTSENDTOCHAN, "CANNOT_SEND"),
        (WaitForReply, ERR_CANNOTSENDTOCHAN, "CANNOT_SEND"),
        (NotInTurns, ERR_CANNOTSENDTOCHAN, "CANNOT_SEND"),
        (NoTurns, null, "NO_TURNS"),
    }.ToFrozenDictionary(row => row.Code, row => new ErrorReply(row.Numeric, row.Fail));

    /// <summary>True when the code has a row of its own.</summary>
    public static bool Has(ErrorCode code) => Rows.ContainsKey(code);

    /// <summary>The row; that of <see cref="Internal"/> for a code without one.</summary>
    public static ErrorReply Of(ErrorCode code) => Rows.TryGetValue(code, out var reply) ? reply : Rows[Internal];
}
