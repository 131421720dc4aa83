namespace Parley.Contracts;

/// <summary>Taking turns in a conversation. docs/turn-taking.md.</summary>
/// <param name="Action">One of <see cref="TurnAct"/>; null shows whose turn it is.</param>
/// <param name="People">To start: who speaks, in this order; null: both of a private conversation, in a room everybody by raised hands.</param>
/// <param name="Lease">To start: seconds for which a turn is kept for its holder, 10 to 86,400; null: as the server is set.</param>
public sealed record TakeTurns(string? Action = null, IReadOnlyList<string>? People = null, int? Lease = null) : ConversationCommand;

/// <summary>The names of actions on the wire and in the log: never rename.</summary>
public static class TurnAct
{
    public const string Show = "show";
    public const string Start = "start";
    public const string Stop = "stop";
    public const string Pass = "pass";
    public const string Take = "take";
    public const string Raise = "raise";
    public const string Lower = "lower";
    public const string Join = "join";
    public const string Leave = "leave";

    /// <summary>As they are listed to people.</summary>
    public static IReadOnlyList<string> All { get; } = [Show, Start, Pass, Take, Raise, Lower, Join, Leave, Stop];
}
