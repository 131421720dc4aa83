using Parley.Contracts;
using Parley.Core.Rooms;
using Parley.Protocol.Irc;

namespace Parley.Gateway.Doors.Irc;

/// <summary>Rules and ranks of rooms as channel modes, and back. docs/protocol/irc.md, "Modes".</summary>
internal static class Modes
{
    private const string MutePrefix = "m:";

    private static readonly (string Rule, char Letter, RoomFlags Flag)[] Flags =
    [
        (RoomRule.InviteOnly, ChannelModes.InviteOnly, RoomFlags.InviteOnly),
        (RoomRule.Moderated, ChannelModes.Moderated, RoomFlags.Moderated),
        (RoomRule.NoExternal, ChannelModes.NoExternal, RoomFlags.NoExternal),
        (RoomRule.Secret, ChannelModes.Secret, RoomFlags.Secret),
        (RoomRule.TopicLocked, ChannelModes.TopicLocked, RoomFlags.TopicLocked),
        (RoomRule.NoCtcp, ChannelModes.NoCtcp, RoomFlags.NoCtcp),
        (RoomRule.AccountsOnly, ChannelModes.RegisteredOnly, RoomFlags.AccountsOnly),
        (RoomRule.AccountsSpeak, ChannelModes.RegisteredSpeak, RoomFlags.AccountsSpeak),
    ];

    private static readonly (string Rule, char Letter)[] WithValue =
    [
        (RoomRule.Key, ChannelModes.Key),
        (RoomRule.Limit, ChannelModes.Limit),
        (RoomRule.Ban, ChannelModes.Ban),
        (RoomRule.Exception, ChannelModes.Exception),
        (RoomRule.Invitation, ChannelModes.InviteException),
        (RoomRule.Owner, ChannelModes.Owner),
        (RoomRule.Administrator, ChannelModes.Admin),
        (RoomRule.Operator, ChannelModes.Operator),
        (RoomRule.HalfOperator, ChannelModes.HalfOperator),
        (RoomRule.Voice, ChannelModes.Voice),
    ];

    private static readonly string Ranks = $" {ChannelModes.Voice}{ChannelModes.HalfOperator}{ChannelModes.Operator}{ChannelModes.Admin}{ChannelModes.Owner}";

    public static char LetterOf(Rank rank) => Ranks[(int)rank];

    /// <summary>The sign before a name: <c>@</c>, <c>+</c> …; empty for no rank.</summary>
    public static string SignOf(Rank rank) => rank == Rank.None ? "" : ChannelModes.SignsOf($"{LetterOf(rank)}", multiPrefix: false);

    /// <summary>Null for a rule that IRC has no letter for.</summary>
    public static ModeChange? ToIrc(RuleChange change)
    {
        if (change.Rule == RoomRule.Mute)
            return new ModeChange(change.On, ChannelModes.Ban, MutePrefix + change.Value);
        foreach (var (rule, letter, _) in Flags)
        {
            if (rule == change.Rule)
                return new ModeChange(change.On, letter);
        }
        foreach (var (rule, letter) in WithValue)
        {
            if (rule == change.Rule)
                return new ModeChange(change.On, letter, change.Rule == RoomRule.Key && !change.On ? change.Value ?? "*" : change.Value);
        }
        return null;
    }

    public static RuleChange? ToRule(ModeChange change)
    {
        foreach (var (rule, letter, _) in Flags)
        {
            if (letter == change.Letter)
                return new RuleChange(rule, change.Add);
        }
        if (change is { Letter: ChannelModes.Ban, Param: { } param } && param.StartsWith(MutePrefix, StringComparison.Ordinal))
            return new RuleChange(RoomRule.Mute, change.Add, BanMask.Normalise(param[MutePrefix.Length..]));
        foreach (var (rule, letter) in WithValue)
        {
            if (letter == change.Letter)
                return new RuleChange(rule, change.Add, IsList(letter) && change.Param is { } mask ? MaskOf(mask) : change.Param);
        }
        return null;
    }

    /// <summary>The letters and values of 324.</summary>
    public static IReadOnlyList<string> Show(RoomRules rules, bool withKey)
    {
        var letters = "+" + string.Concat(Flags.Where(f => rules.Has(f.Flag)).Select(f => f.Letter));
        var values = new List<string>();
        if (rules.Key is { } key)
        {
            letters += ChannelModes.Key;
            values.Add(withKey ? key : "*");
        }
        if (rules.Limit is { } limit)
        {
            letters += ChannelModes.Limit;
            values.Add($"{limit}");
        }
        return [letters, .. values];
    }

    /// <summary>The masks of a list mode; mutes stand among the bans.</summary>
    public static IEnumerable<ListedMask> ListOf(RoomRules rules, char letter) => letter switch
    {
        ChannelModes.Ban => [.. rules.Bans, .. rules.Mutes.Select(m => m with { Mask = MutePrefix + m.Mask })],
        ChannelModes.Exception => rules.Exceptions,
        _ => rules.Invitations,
    };

    public static bool IsList(char letter) => letter is ChannelModes.Ban or ChannelModes.Exception or ChannelModes.InviteException;

    private static string MaskOf(string mask) =>
        mask.StartsWith("$a:", StringComparison.Ordinal) ? mask[1..] : mask.StartsWith("a:", StringComparison.Ordinal) ? mask : BanMask.Normalise(mask);
}
