namespace Parley.Core.Operators;

/// <summary>What the audit tells of, by the names that programs see. Never change one.</summary>
public static class AuditActs
{
    public const string LoginRefused = "login-refused";
    public const string AccountMade = "account-made";
    public const string AccountSuspended = "account-suspended";
    public const string AccountRestored = "account-restored";
    public const string AccountExported = "account-exported";
    public const string AccountErased = "account-erased";
    public const string PasswordSet = "password-set";
    public const string RoleChanged = "role-changed";
    public const string SessionsEnded = "sessions-ended";
    public const string RoomKept = "room-kept";
    public const string RoomDeleted = "room-deleted";
    public const string RoomExported = "room-exported";
    public const string SettingsReloaded = "settings-reloaded";
}
