namespace Parley.Contracts;

/// <summary>A new topic for the room; empty takes it away.</summary>
public sealed record SetTopic(string? Text) : ConversationCommand;

/// <summary>What the topic is, whose and since when.</summary>
public sealed record ShowTopic : ConversationCommand;

/// <summary>Puts somebody out of the room.</summary>
public sealed record Kick(string? Login, string? Reason = null) : ConversationCommand;

/// <summary>Lets somebody in where one must be invited, and tells them.</summary>
public sealed record Invite(string? Login) : ConversationCommand;

/// <summary>Changes of the room's rules, carried out in order; those that are not allowed are refused one by one, the others stand.</summary>
public sealed record ChangeRules(IReadOnlyList<RuleChange> Changes) : ConversationCommand;

/// <summary>What rules the room has, and the members with a rank.</summary>
public sealed record ShowRules : ConversationCommand;

/// <summary>One rule on or off. Rules and their values: docs/protocol/json.md, "Rules of a room".</summary>
/// <param name="Rule">One of <see cref="RoomRule"/>.</param>
/// <param name="Value">A key, a number, a mask or a person's name, as the rule asks; null where it has none.</param>
public sealed record RuleChange(string Rule, bool On, string? Value = null);

/// <summary>The names of rules on the wire: never rename.</summary>
public static class RoomRule
{
    public const string InviteOnly = "invite-only";
    public const string Moderated = "moderated";
    public const string NoExternal = "no-external";
    public const string Secret = "secret";
    public const string TopicLocked = "topic-locked";
    public const string NoCtcp = "no-ctcp";
    public const string AccountsOnly = "accounts-only";
    public const string AccountsSpeak = "accounts-speak";

    /// <summary>A word that one must know to come in.</summary>
    public const string Key = "key";

    /// <summary>People at most, 1 to 1,000,000.</summary>
    public const string Limit = "limit";

    /// <summary>A mask <c>name!user@host</c> with <c>*</c> and <c>?</c>, or <c>a:LOGIN</c> for an account.</summary>
    public const string Ban = "ban";

    /// <summary>A mask: may come and stay, but not speak.</summary>
    public const string Mute = "mute";

    /// <summary>A mask that no ban or mute touches.</summary>
    public const string Exception = "exception";

    /// <summary>A mask that needs no invitation.</summary>
    public const string Invitation = "invitation";

    public const string Owner = "owner";
    public const string Administrator = "administrator";
    public const string Operator = "operator";
    public const string HalfOperator = "half-operator";
    public const string Voice = "voice";
}
