using Parley.Contracts;
using Parley.Core.Rooms;
using Parley.Gateway.Doors.Irc.Commands;
using Parley.Protocol;
using Parley.Protocol.Irc;
using Parley.Protocol.Line;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Gateway.Doors.Irc;

/// <summary>Events that read differently for the one they concern: answers, one's own doings, what is private.</summary>
internal static class OwnEvents
{
    /// <summary>Whether the bytes of the event can't be shared with other clients.</summary>
    public static bool Concern(IrcDialect client, Event shown) => shown switch
    {
        { Ref: not null } => true,
        EntryEvent entry => entry.To is not null || entry.Origin == client.Session.Id,
        Signalled sign => sign.To is not null || sign.Origin == client.Session.Id,
        MemberJoined joined => IsMe(client, joined.Who),
        AwayChanged away => IsMe(client, away.Who),
        Renamed or MemberKicked => IsAnswer(client, shown),
        MemberLeft or PersonGone => false,
        TurnState state => state.To is not null,
        PersonChanged changed => IsMe(client, changed.Now),
        _ => true,
    };

    public static bool AnyConcerns(IrcDialect client, IReadOnlyList<Event> events)
    {
        for (var i = 0; i < events.Count; i++)
        {
            if (Concern(client, events[i]))
                return true;
        }
        return false;
    }

    /// <summary>Whether the event belongs to the answer of the command that is being carried out.</summary>
    public static bool IsAnswer(IrcDialect client, Event shown) => shown switch
    {
        { Ref: not null } => true,
        EntryEvent entry => entry.Origin == client.Session.Id,
        Signalled sign => sign.Origin == client.Session.Id,
        Renamed renamed => string.Equals(renamed.To, client.Session.Face?.Name, StringComparison.Ordinal),
        MemberKicked kicked => IsMe(client, kicked.ByWhom),
        PersonChanged changed => IsMe(client, changed.Now),
        _ => false,
    };

    /// <summary>Whether the client is both who hears its echo and who is written to. IRCv3 echo-message.</summary>
    public static bool IsToSelf(IrcDialect client, Event shown) => client.Has(Capability.EchoMessage) && shown switch
    {
        Message or Reaction => shown is EntryEvent { To: { } to } entry && entry.Origin == client.Session.Id && string.Equals(to, entry.From, StringComparison.Ordinal),
        Signalled { To: { } to } sign => sign.Origin == client.Session.Id && string.Equals(to, sign.From, StringComparison.Ordinal),
        _ => false,
    };

    public static void Write(IrcDialect client, Event shown, IrcFormat format, DateTimeOffset now, List<OutLine> lines)
    {
        if (client.TryTake(shown, out var asked) && shown is not (RoomEntered or RoomLeft or Renamed or PersonChanged))
        {
            if (asked.Answers is { } answers)
            {
                answers.Add(shown);
                return;
            }
            client.Forget(shown.Ref!.Value);
            if (shown is Error refusal && asked.Target is { } target)
                MessageCommands.RefuseTarget(client, refusal, target);
            return;
        }
        if (shown is Message { Passing: true, To: { } to } passing && client.Session.Account is { } account)
            client.Server.Passing.Note(account.Login.Value, IsMe(client, passing.Who) ? to : passing.From, passing);
        switch (shown)
        {
            case Message message when ShowsOwn(client, message): IrcEvents.Message(message, TargetOf(client, message), format, lines); break;
            case Edit edit when ShowsOwn(client, edit): IrcEvents.Edit(edit, TargetOf(client, edit), format, lines); break;
            case Redaction redaction: IrcEvents.Redaction(redaction, TargetOf(client, redaction), format, lines); break;
            case Reaction reaction when ShowsOwn(client, reaction): IrcEvents.Reaction(reaction, TargetOf(client, reaction), format, lines); break;
            case TopicChanged or RulesChanged or TurnChanged { Room: not null } or TurnState { Room: not null }: IrcEvents.Write(shown, format, now, lines); break;
            case TurnChanged or TurnState: PrivateTurn(client, shown, format, now, lines); break;
            case EntryEvent: break;
            case Signalled sign when sign.Origin != client.Session.Id || client.Has(Capability.EchoMessage):
                IrcEvents.Signal(sign, sign.Room is { } room ? ChannelName.Of(room) : IsMe(client, sign.Who) ? sign.To! : client.Nick, format, now, lines);
                break;
            case RoomEntered entered: Entered(client, entered, format, now, lines); break;
            case RoomLeft left: IrcEvents.Parted(ChannelName.Of(left.Room), client.Session.Face!, left.Reason, format, now, lines); break;
            case RoomClosed closed:
                lines.Add(new OutLine(null, client.Server.Name, "KICK", [ChannelName.Of(closed.Room), client.Nick, closed.Reason switch { "deleted" => $"Room deleted by {closed.By}", "owner-left" => $"Room closed: {closed.By} left", _ => "Room closed" }], IsText: true));
                break;
            case HistoryPage page: Pages.Write(client, page, format, lines); break;
            case Renamed or MemberKicked: IrcEvents.Write(shown, format, now, lines); break;
            case PersonChanged changed: Changed(client, changed, format, now, lines); break;
            case Invited invited: Invited(client, invited, format, now, lines); break;
            case WatchedName watched:
                lines.Add(watched.Online
                    ? client.TextLine(RPL_MONONLINE, watched.Who?.Mask ?? watched.Name)
                    : client.TextLine(RPL_MONOFFLINE, watched.Name));
                break;
            case ReadUpTo read when format.Has(Capability.ReadMarker): lines.Add(ReadLine(client, read)); break;
            case MetadataChanged changed when client.Subscriptions.Has(changed.Key):
                lines.Add(Metadata(client, changed.Target, changed.Key, changed.Value));
                break;
            case Closing closing: lines.Add(new OutLine(null, null, "ERROR", [$"Closing link: {client.Signing.LastWords ?? Describe(closing)}"], IsText: true)); break;
            case Error error: Refusals.Show(client, error, "*", lines); break;
        }
    }

    /// <summary>In a private conversation, from the server and with the other's name.</summary>
    private static void PrivateTurn(IrcDialect client, Event shown, IrcFormat format, DateTimeOffset now, List<OutLine> lines)
    {
        var other = shown is TurnChanged entry && !IsMe(client, entry.Who) ? entry.From : (shown as TurnChanged)?.To ?? (shown as TurnState)?.To;
        if (LineWriter.Turn(shown, Texts.For(client.Session.Lang)) is { } text)
            lines.Add(new OutLine(IrcEvents.Tags(format, now, null), client.Server.Name, "NOTICE", [client.Nick, $"[{other}] {text}"], IsText: true));
    }

    /// <summary>MARKREAD, with <c>*</c> when nothing is known.</summary>
    public static OutLine ReadLine(IrcDialect client, ReadUpTo read) =>
        ReadLine(client, read.Room is { } room ? ChannelName.Of(room) : read.To!, read.Time);

    public static OutLine ReadLine(IrcDialect client, string target, DateTimeOffset? time) =>
        new(null, client.Server.Name, "MARKREAD", [target, time is { } known ? $"timestamp={ServerTime.Format(known)}" : "*"]);

    /// <summary>A fact that somebody else has set or, null, taken away: a numeric for clients of metadata-3, else METADATA.</summary>
    public static OutLine Metadata(IrcDialect client, string target, string key, string? value)
    {
        if (client.Has(Capability.Metadata3))
            return value is null ? client.TextLine(RPL_KEYNOTSET, target, key, "key not set") : client.TextLine(RPL_KEYVALUE, target, key, "*", value);
        return new OutLine(null, client.Server.Name, "METADATA", value is null ? [target, key, "*"] : [target, key, "*", value], IsText: value is not null);
    }

    /// <summary>353 and 366.</summary>
    public static IEnumerable<OutLine> Names(IrcDialect client, string channel, IEnumerable<MemberView> members, bool secret) =>
        [.. NameLines(client, channel, members, secret), client.TextLine(RPL_ENDOFNAMES, channel, "End of /NAMES list")];

    /// <summary>353, as many as it takes.</summary>
    public static IEnumerable<OutLine> NameLines(IrcDialect client, string channel, IEnumerable<MemberView> members, bool secret)
    {
        var words = members.Select(m => SignsOf(client, m.Ranks) + (client.Has(Capability.UserhostInNames) ? m.Face.Mask : m.Face.Name));
        var room = IrcLine.BodyRoom(client.Server.Name, "353", client.Nick, "=", channel);
        foreach (var line in WordLines.Pack(words, room))
        {
            if (line.Length > 0)
                yield return client.TextLine(RPL_NAMREPLY, secret ? "@" : "=", channel, line);
        }
    }

    /// <summary>The sign of the highest rank, or of all with multi-prefix.</summary>
    public static string SignsOf(IrcDialect client, IReadOnlyList<Rank> ranks) =>
        ranks.Count == 0 ? "" : string.Concat(ranks.Take(client.Has(Capability.MultiPrefix) ? ranks.Count : 1).Select(Modes.SignOf));

    private static void Entered(IrcDialect client, RoomEntered entered, IrcFormat format, DateTimeOffset now, List<OutLine> lines)
    {
        var channel = ChannelName.Of(entered.Room);
        IrcEvents.Joined(channel, client.Session.Face!, Rank.None, null, format, now, lines);
        if (entered.View is not { } view)
            return;
        if (view.Topic.Length > 0)
        {
            lines.Add(client.TextLine(RPL_TOPIC, channel, view.Topic));
            lines.Add(client.Line(RPL_TOPICWHOTIME, channel, view.TopicBy ?? client.Server.Name, $"{view.TopicAt.ToUnixTimeSeconds()}"));
        }
        if (format.Has(Capability.ReadMarker))
            lines.Add(ReadLine(client, channel, entered.ReadUntil ?? (client.GuestMarks.TryGetValue(NameRules.Fold(channel), out var mark) ? mark : null)));
        if (!format.Has(Capability.NoImplicitNames))
            lines.AddRange(Names(client, channel, view.Members, IsSecret(client, entered.Room)));
    }

    private static bool IsSecret(IrcDialect client, string room) =>
        RoomName.TryParse(room, out var name) && client.Server.Views.FindRoom(name)?.Rules.Has(RoomFlags.Secret) == true;

    private static void Changed(IrcDialect client, PersonChanged changed, IrcFormat format, DateTimeOffset now, List<OutLine> lines) =>
        IrcEvents.Write(changed, format, now, lines);

    private static void Invited(IrcDialect client, Invited invited, IrcFormat format, DateTimeOffset now, List<OutLine> lines)
    {
        if (!string.Equals(invited.Login, client.Nick, StringComparison.Ordinal) && !format.Has(Capability.InviteNotify))
            return;
        lines.Add(new OutLine(IrcEvents.Tags(format, now, invited.ByWhom), invited.ByWhom?.Mask ?? invited.By, "INVITE", [invited.Login, ChannelName.Of(invited.Room)]));
    }

    /// <summary>One's own words are shown where the client asked for echo, or wrote them elsewhere.</summary>
    private static bool ShowsOwn(IrcDialect client, EntryEvent entry) =>
        entry.Origin != client.Session.Id || entry.Origin == default || client.Has(Capability.EchoMessage)
        || (entry is Message { To: { } to } && string.Equals(to, entry.From, StringComparison.Ordinal));

    private static string TargetOf(IrcDialect client, EntryEvent entry)
    {
        if (entry.Room is { } room)
            return OwnTags.StatusOf(entry.Tags) + ChannelName.Of(room);
        return IsMe(client, entry.Who) || string.Equals(entry.From, client.Session.Account?.Login.Value, StringComparison.Ordinal) ? entry.To! : client.Nick;
    }

    private static bool IsMe(IrcDialect client, Face? who) =>
        who is not null && client.Session.Face is { } me && string.Equals(who.Name, me.Name, StringComparison.Ordinal);

    private static string Describe(Closing closing) => closing.Reason switch
    {
        CloseReason.Quit => "Quit",
        CloseReason.ServerStopping => "Server shutting down",
        CloseReason.Moved => "Another server has more room",
        CloseReason.PingTimeout => "Ping timeout",
        CloseReason.LoginTimeout => "Registration timed out",
        CloseReason.TooManyConnections => "Too many connections",
        CloseReason.Revoked => "Session ended",
        CloseReason.SlowReader or CloseReason.Stalled => "SendQ exceeded",
        CloseReason.Flood => "Excess flood",
        _ => "Connection closed",
    };
}
