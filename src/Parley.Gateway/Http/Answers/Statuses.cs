using Parley.Contracts;

namespace Parley.Gateway.Http.Answers;

/// <summary>Which HTTP status says what a refusal says.</summary>
internal static class Statuses
{
    public static int Of(ErrorCode code) => code switch
    {
        ErrorCode.LoginFirst or ErrorCode.WrongCredentials or ErrorCode.BadToken => 401,
        ErrorCode.UnknownCommand or ErrorCode.NoSuchRoom or ErrorCode.NoSuchUser or ErrorCode.NoSuchMessage or ErrorCode.NoConversation
            or ErrorCode.UserNotInRoom or ErrorCode.NoSuchFile or ErrorCode.NoSuchWebhook or ErrorCode.NoSuchSession => 404,
        ErrorCode.RoomExists or ErrorCode.AlreadyInRoom or ErrorCode.DefaultRoomStays or ErrorCode.RoomLimit or ErrorCode.PrivateToSelf or ErrorCode.UserOffline
            or ErrorCode.RoomMadeAnew or ErrorCode.LoginTaken or ErrorCode.LoginNotAllowed or ErrorCode.AlreadyLoggedIn or ErrorCode.ClientIdReused
            or ErrorCode.RoomFull or ErrorCode.UserInRoom or ErrorCode.NameInUse or ErrorCode.ListFull or ErrorCode.TooManySessions
            or ErrorCode.NotYourTurn or ErrorCode.WaitForReply or ErrorCode.NoTurns => 409,
        ErrorCode.RoomPrivate or ErrorCode.NotYourRoom or ErrorCode.PlaintextPassword or ErrorCode.NotYours or ErrorCode.NotInRoom or ErrorCode.RegistrationClosed
            or ErrorCode.NotAllowed or ErrorCode.NotYoursToKeep or ErrorCode.Banned or ErrorCode.WrongKey or ErrorCode.MayNotSpeak or ErrorCode.NotOperator
            or ErrorCode.AccountNeeded or ErrorCode.AccountSuspended or ErrorCode.WrongOrigin or ErrorCode.NotInTurns or ErrorCode.DeviceNotTrusted => 403,
        ErrorCode.TooLong or ErrorCode.TooLarge or ErrorCode.FilesFull => 413,
        ErrorCode.WrongHost => 421,
        ErrorCode.TooFast => 429,
        ErrorCode.Internal => 500,
        ErrorCode.NotAvailable or ErrorCode.NeedsServer or ErrorCode.NeedsPeers => 501,
        ErrorCode.Busy or ErrorCode.StorageUnavailable or ErrorCode.Stopping => 503,
        _ => 400,
    };
}
