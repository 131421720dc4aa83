using System.Collections.Immutable;
using System.Globalization;
using Parley.Contracts;

namespace Parley.Core.Rooms;

/// <summary>What the rules allow and how they change. Pure: no state, no clock.</summary>
internal static class RuleBook
{
    /// <summary>Prefix of a mask that names an account. IRCv3 account-extban.</summary>
    private const string AccountMask = "a:";

    /// <summary>Prefix of an exception that lets speak, and not come in.</summary>
    private const string MuteMask = "m:";

    private const int MaxKey = 32;
    private const int MaxMask = 200;

    private static readonly Dictionary<string, RoomFlags> Flags = new(StringComparer.Ordinal)
    {
        [RoomRule.InviteOnly] = RoomFlags.InviteOnly,
        [RoomRule.Moderated] = RoomFlags.Moderated,
        [RoomRule.NoExternal] = RoomFlags.NoExternal,
        [RoomRule.Secret] = RoomFlags.Secret,
        [RoomRule.TopicLocked] = RoomFlags.TopicLocked,
        [RoomRule.NoCtcp] = RoomFlags.NoCtcp,
        [RoomRule.AccountsOnly] = RoomFlags.AccountsOnly,
        [RoomRule.AccountsSpeak] = RoomFlags.AccountsSpeak,
    };

    private static readonly Dictionary<string, Rank> Ranks = new(StringComparer.Ordinal)
    {
        [RoomRule.Owner] = Rank.Owner,
        [RoomRule.Administrator] = Rank.Administrator,
        [RoomRule.Operator] = Rank.Operator,
        [RoomRule.HalfOperator] = Rank.HalfOperator,
        [RoomRule.Voice] = Rank.Voice,
    };

    /// <summary>The rank a rule gives or takes; null for other rules.</summary>
    public static Rank? RankOf(string rule) => Ranks.TryGetValue(rule, out var rank) ? rank : null;

    public static string NameOf(Rank rank) => Ranks.FirstOrDefault(r => r.Value == rank).Key ?? "";

    /// <summary>The least rank that may make the change: one gives ranks up to one's own, voice from half operator on.</summary>
    public static Rank Needed(string rule, Rank? given) => given switch
    {
        Rank.Voice => Rank.HalfOperator,
        null when rule is RoomRule.Mute or RoomRule.Ban => Rank.HalfOperator,
        null => Rank.Operator,
        Rank.HalfOperator or Rank.Operator => Rank.Operator,
        { } high => high,
    };

    public static bool IsListed(ImmutableArray<ListedMask> list, Face face)
    {
        foreach (var listed in list)
        {
            if (Matches(listed.Mask, face))
                return true;
        }
        return false;
    }

    /// <summary>Why somebody may not come in, or null. <paramref name="people"/>: those inside.</summary>
    public static Refusal? RefuseEntry(RoomRules rules, string room, Face face, string? key, int people)
    {
        if (IsListed(rules.Bans, face) && !IsListed(rules.Exceptions, face))
            return Refusal.Of(ErrorCode.Banned, "room", room);
        if (rules.Has(RoomFlags.InviteOnly) && !IsListed(rules.Invitations, face))
            return Refusal.Of(ErrorCode.RoomPrivate, "room", room);
        if (rules.Has(RoomFlags.AccountsOnly) && face.IsGuest)
            return Refusal.Of(ErrorCode.AccountNeeded, "room", room);
        if (rules.Key is { } word && !string.Equals(word, key, StringComparison.Ordinal))
            return Refusal.Of(ErrorCode.WrongKey, "room", room);
        if (rules.Limit is { } limit && people >= limit)
            return Refusal.Of(ErrorCode.RoomFull, "room", room, "limit", limit);
        return null;
    }

    /// <summary>Why somebody without voice may not speak, or null.</summary>
    public static Refusal? RefuseSpeech(RoomRules rules, string room, Face face)
    {
        var quiet = rules.Has(RoomFlags.Moderated)
            || (rules.Has(RoomFlags.AccountsSpeak) && face.IsGuest)
            || IsSilenced(rules, face);
        return quiet ? Refusal.Of(ErrorCode.MayNotSpeak, "room", room) : null;
    }

    /// <summary>Banned or muted by a mask, and by none excepted.</summary>
    public static bool IsSilenced(RoomRules rules, Face face) =>
        (IsListed(rules.Bans, face) || (IsListed(rules.Mutes, face) && !IsExemptFromMutes(rules, face))) && !IsListed(rules.Exceptions, face);

    private static bool IsExemptFromMutes(RoomRules rules, Face face) =>
        rules.Exceptions.Any(e => e.Mask.StartsWith(MuteMask, StringComparison.Ordinal) && Matches(e.Mask[MuteMask.Length..], face));

    /// <summary>The rules after one change that is not of a rank; the same object when nothing changed.</summary>
    /// <param name="maxList">Masks on one list at most.</param>
    public static (RoomRules Rules, Refusal? Refusal) Apply(RoomRules rules, RuleChange change, string by, DateTimeOffset now, string room, int maxList)
    {
        if (Flags.TryGetValue(change.Rule, out var flag))
            return (rules with { Flags = change.On ? rules.Flags | flag : rules.Flags & ~flag }, null);
        switch (change.Rule)
        {
            case RoomRule.Key when !change.On:
                return (rules with { Key = null }, null);
            case RoomRule.Key when change.Value is { Length: > 0 and <= MaxKey } key && !key.AsSpan().ContainsAny(' ', ',', ':') && !key.Any(char.IsControl):
                return (rules with { Key = key }, null);
            case RoomRule.Limit when !change.On:
                return (rules with { Limit = null }, null);
            case RoomRule.Limit when int.TryParse(change.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is > 0 and <= 1_000_000:
                return (rules with { Limit = limit }, null);
            case RoomRule.Ban:
                return Listed(rules.Bans, list => rules with { Bans = list });
            case RoomRule.Mute:
                return Listed(rules.Mutes, list => rules with { Mutes = list });
            case RoomRule.Exception:
                return Listed(rules.Exceptions, list => rules with { Exceptions = list });
            case RoomRule.Invitation:
                return Listed(rules.Invitations, list => rules with { Invitations = list });
            default:
                return (rules, Refusal.Of(ErrorCode.UnknownRule, "rule", change.Rule, "value", change.Value ?? ""));
        }

        (RoomRules, Refusal?) Listed(ImmutableArray<ListedMask> list, Func<ImmutableArray<ListedMask>, RoomRules> with)
        {
            if (change.Value is not { Length: > 0 and <= MaxMask } value || value.Any(c => char.IsControl(c) || c == ' '))
                return (rules, Refusal.Of(ErrorCode.UnknownRule, "rule", change.Rule, "value", change.Value ?? ""));
            var mask = Whole(value);
            var known = list.FirstOrDefault(l => string.Equals(NameRules.Fold(l.Mask), NameRules.Fold(mask), StringComparison.Ordinal));
            if (change.On == known is not null)
                return (rules, null);
            if (!change.On)
                return (with(list.Remove(known!)), null);
            if (list.Length >= maxList)
                return (rules, Refusal.Of(ErrorCode.ListFull, "room", room, "limit", maxList));
            return (with(list.Add(new ListedMask(mask, by, now))), null);
        }
    }

    /// <summary>The rules that are on, as programs read them.</summary>
    public static IEnumerable<RuleShown> Shown(RoomRules rules, bool withKey)
    {
        foreach (var (name, flag) in Flags)
        {
            if (rules.Has(flag))
                yield return new RuleShown(name);
        }
        if (rules.Key is { } key)
            yield return new RuleShown(RoomRule.Key, withKey ? key : null);
        if (rules.Limit is { } limit)
            yield return new RuleShown(RoomRule.Limit, $"{limit}");
        foreach (var (name, list) in new[] { (RoomRule.Ban, rules.Bans), (RoomRule.Mute, rules.Mutes), (RoomRule.Exception, rules.Exceptions), (RoomRule.Invitation, rules.Invitations) })
        {
            foreach (var listed in list)
                yield return new RuleShown(name, listed.Mask, listed.By, listed.At);
        }
    }

    /// <summary>A mask with all its parts: <c>ana</c> is <c>ana!*@*</c>.</summary>
    private static string Whole(string mask)
    {
        if (mask.Contains(':', StringComparison.Ordinal) && !mask.Contains('!', StringComparison.Ordinal) && !mask.Contains('@', StringComparison.Ordinal))
            return mask;
        var at = mask.Contains('@', StringComparison.Ordinal);
        if (mask.Contains('!', StringComparison.Ordinal))
            return at ? mask : mask + "@*";
        return at ? "*!" + mask : mask + "!*@*";
    }

    private static bool Matches(string mask, Face face)
    {
        if (mask.StartsWith(AccountMask, StringComparison.Ordinal))
            return face.Login is { } login && NameMask.Matches(mask[AccountMask.Length..], login);
        return NameMask.Matches(mask, face.Mask);
    }
}
