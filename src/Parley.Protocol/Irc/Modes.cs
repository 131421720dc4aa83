using System.Collections.Frozen;

namespace Parley.Protocol.Irc;

/// <summary>When a mode takes a parameter. Modern IRC, CHANMODES.</summary>
public enum ModeKind
{
    /// <summary>Type A: adds to and takes from a list; without a parameter it asks for the list.</summary>
    List,

    /// <summary>Type B: always, though taking it away is understood without.</summary>
    Always,

    /// <summary>Type C: when set.</summary>
    WhenSet,

    /// <summary>Type D: never.</summary>
    Flag,

    /// <summary>A member's rank; the parameter is the member.</summary>
    Prefix,
}

/// <summary>One mode.</summary>
/// <param name="Sign">What stands before the nick of a member with this rank; only for <see cref="ModeKind.Prefix"/>.</param>
public sealed record Mode(char Letter, ModeKind Kind, char? Sign = null);

/// <summary>The modes of channels or of users.</summary>
public sealed class ModeTable
{
    private readonly FrozenDictionary<char, Mode> _byLetter;

    internal ModeTable(params Mode[] modes)
    {
        All = modes;
        _byLetter = modes.ToFrozenDictionary(mode => mode.Letter);
    }

    public IReadOnlyList<Mode> All { get; }

    public Mode? Find(char letter) => _byLetter.GetValueOrDefault(letter);

    public string Letters(ModeKind kind) => string.Concat(All.Where(mode => mode.Kind == kind).Select(mode => mode.Letter));

    /// <summary>All letters in alphabetical order, for numeric 004.</summary>
    public string AllLetters => string.Concat(All.Select(mode => mode.Letter).Order());

    /// <summary>Letters that may take a parameter, for the last of numeric 004.</summary>
    public string LettersWithParam => string.Concat(All.Where(mode => mode.Kind != ModeKind.Flag).Select(mode => mode.Letter).Order());
}

/// <summary>The modes of a channel. docs/protocol/irc.md.</summary>
public static class ChannelModes
{
    public const char Ban = 'b', Exception = 'e', InviteException = 'I', Key = 'k', Limit = 'l';
    public const char InviteOnly = 'i', Moderated = 'm', NoExternal = 'n', Secret = 's', TopicLocked = 't';
    public const char NoCtcp = 'C', RegisteredOnly = 'R', RegisteredSpeak = 'M';
    public const char Owner = 'q', Admin = 'a', Operator = 'o', HalfOperator = 'h', Voice = 'v';

    public static ModeTable Table { get; } = new(
        new(Ban, ModeKind.List),
        new(Exception, ModeKind.List),
        new(InviteException, ModeKind.List),
        new(Key, ModeKind.Always),
        new(Limit, ModeKind.WhenSet),
        new(NoCtcp, ModeKind.Flag),
        new(RegisteredSpeak, ModeKind.Flag),
        new(RegisteredOnly, ModeKind.Flag),
        new(InviteOnly, ModeKind.Flag),
        new(Moderated, ModeKind.Flag),
        new(NoExternal, ModeKind.Flag),
        new(Secret, ModeKind.Flag),
        new(TopicLocked, ModeKind.Flag),
        new(Owner, ModeKind.Prefix, '~'),
        new(Admin, ModeKind.Prefix, '&'),
        new(Operator, ModeKind.Prefix, '@'),
        new(HalfOperator, ModeKind.Prefix, '%'),
        new(Voice, ModeKind.Prefix, '+'));

    /// <summary>The ranks, highest first.</summary>
    public static IReadOnlyList<Mode> Ranks { get; } = [.. Table.All.Where(mode => mode.Kind == ModeKind.Prefix)];

    /// <summary>The value of CHANMODES: <c>beI,k,l,CMRimnst</c>.</summary>
    public static string ChanModes { get; } = string.Join(',', new[] { ModeKind.List, ModeKind.Always, ModeKind.WhenSet, ModeKind.Flag }.Select(Table.Letters));

    /// <summary>The value of STATUSMSG.</summary>
    public static string Signs { get; } = string.Concat(Table.All.Select(mode => mode.Sign));

    /// <summary>The value of PREFIX: <c>(qaohv)~&amp;@%+</c>.</summary>
    public static string Prefix { get; } = $"({Table.Letters(ModeKind.Prefix)}){Signs}";

    /// <summary>The signs of a member, highest first; only the first unless the client has multi-prefix.</summary>
    public static string SignsOf(string letters, bool multiPrefix)
    {
        var signs = string.Concat(Table.All.Where(mode => mode.Sign is not null && letters.Contains(mode.Letter)).Select(mode => mode.Sign));
        return multiPrefix || signs.Length == 0 ? signs : signs[..1];
    }
}

/// <summary>The modes of a user. docs/protocol/irc.md.</summary>
public static class UserModes
{
    public const char Invisible = 'i', Operator = 'o', Wallops = 'w', Bot = 'B', Registered = 'r', RegisteredOnly = 'R', Tls = 'Z', ServerNotices = 's', NoCtcp = 'T';

    public static ModeTable Table { get; } = new(
        new(Bot, ModeKind.Flag),
        new(RegisteredOnly, ModeKind.Flag),
        new(NoCtcp, ModeKind.Flag),
        new(Tls, ModeKind.Flag),
        new(Invisible, ModeKind.Flag),
        new(Operator, ModeKind.Flag),
        new(Registered, ModeKind.Flag),
        new(ServerNotices, ModeKind.Flag),
        new(Wallops, ModeKind.Flag));

    /// <summary>What the server alone sets; asking for it is ignored. <c>o</c> may be given up.</summary>
    public static bool IsServersOwn(char letter, bool add) => letter is Registered or Tls || (letter == Operator && add);
}
