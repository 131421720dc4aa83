using System.Globalization;
using System.Text;
using Parley.Contracts;
using Parley.Protocol;
using Parley.Protocol.Irc;
using Parley.Protocol.Line;

namespace Parley.Gateway.Doors.Irc;

/// <summary>Events as lines that read the same for every client of a format. What depends on the one who reads is <see cref="OwnEvents"/>'s.</summary>
internal static class IrcEvents
{
    public const string ReplyTag = "+draft/reply";
    private const string ReactTag = "+draft/react";

    /// <summary>The bytes of events, for every client of the format.</summary>
    public static ReadOnlyMemory<byte> Encode(IReadOnlyList<Event> events, IrcFormat format, DateTimeOffset now)
    {
        using var output = new FrameBuffer();
        List<OutLine>? lines = null;
        for (var i = 0; i < events.Count; i++)
        {
            if (events[i] is Message message && MessageLine.TryWrite(output, message, format))
                continue;
            lines ??= [];
            Write(events[i], format, now, lines);
            OutLine.WriteTo(output, lines);
            lines.Clear();
        }
        return output.Written.ToArray();
    }

    /// <summary>Appends the lines of an event; none when the format shows nothing of it.</summary>
    /// <param name="batch">The batch they belong to, or null.</param>
    public static void Write(Event shown, IrcFormat format, DateTimeOffset now, List<OutLine> lines, string? batch = null)
    {
        switch (shown)
        {
            case Message message: Message(message, OwnTags.StatusOf(message.Tags) + ChannelOf(message), format, lines, batch); break;
            case Edit edit: Edit(edit, ChannelOf(edit), format, lines, batch); break;
            case Redaction redaction: Redaction(redaction, ChannelOf(redaction), format, lines, batch); break;
            case Reaction reaction: Reaction(reaction, ChannelOf(reaction), format, lines, batch); break;
            case Signalled sign: Signal(sign, sign.Room is { } room ? ChannelName.Of(room) : sign.To!, format, now, lines); break;
            case TopicChanged topic:
                lines.Add(new OutLine(Tags(format, topic.Time, Face(topic), batch, MessageId.Of(topic.Conversation, topic.Position)), Face(topic).Mask, "TOPIC", [ChannelOf(topic), topic.Text], IsText: true));
                break;
            case RulesChanged rules: Rules(rules, format, lines, batch); break;
            case TurnChanged changed: Turn(changed, changed.Time, changed.Room, format, lines, batch); break;
            case TurnState state: Turn(state, now, state.Room, format, lines); break;
            case MemberJoined joined: Joined(ChannelName.Of(joined.Room), joined.Who ?? Contracts.Face.Of(joined.Login), joined.Rank, joined.Away, format, now, lines); break;
            case MemberLeft { Gone: false } left:
                Parted(ChannelName.Of(left.Room), left.Who ?? Contracts.Face.Of(left.Login), left.Reason, format, now, lines);
                break;
            case MemberKicked kicked:
                lines.Add(new OutLine(Tags(format, now, kicked.ByWhom), kicked.ByWhom?.Mask ?? kicked.By, "KICK", [ChannelName.Of(kicked.Room), kicked.Login, kicked.Reason ?? kicked.By], IsText: true));
                break;
            case PersonGone gone:
                lines.Add(new OutLine(Tags(format, now, gone.Who), gone.Who?.Mask ?? gone.Login, "QUIT", [gone.Reason], IsText: true));
                break;
            case Renamed renamed:
                lines.Add(new OutLine(Tags(format, now, renamed.Who), renamed.Who?.Mask ?? renamed.From, "NICK", [renamed.To]));
                break;
            case AwayChanged away when format.Has(Capability.AwayNotify):
                lines.Add(new OutLine(Tags(format, now, away.Who), away.Who?.Mask ?? away.Login, "AWAY", away.Text is null ? [] : [away.Text], IsText: away.Text is not null));
                break;
            case PersonChanged changed: Changed(changed, format, now, lines); break;
        }
    }

    public static void Message(Message message, string target, IrcFormat format, List<OutLine> lines, string? batch = null)
    {
        if (message.Erased == true)
            return;
        var face = Face(message);
        var command = message.Notice == true ? "NOTICE" : "PRIVMSG";
        var id = format.Has(Capability.MessageTags) ? IdOf(message) : null;
        // Written away from the server: the author's time stands in the text, as the tag says when it got its place.
        var text = message.Written is { } written ? string.Create(CultureInfo.InvariantCulture, $"[{written.UtcDateTime:yyyy-MM-dd HH:mm}Z] {message.Text}") : message.Text;
        Text(command, target, text, Tags(format, message.Time, face, batch, id, message.Tags, message.ReplyTo is { } reply ? MessageId.Of(message.Conversation, reply) : null), face, format, lines, OwnTags.CutsOf(message.Tags));
    }

    public static void Edit(Edit edit, string target, IrcFormat format, List<OutLine> lines, string? batch = null)
    {
        if (edit.Erased == true)
            return;
        var tags = Tags(format, edit.Time, Face(edit), batch, MessageId.Of(edit.Conversation, edit.Position), null, MessageId.Of(edit.Conversation, edit.Target));
        Text("PRIVMSG", target, "* " + edit.Text, tags, Face(edit), format, lines);
    }

    public static void Redaction(Redaction redaction, string target, IrcFormat format, List<OutLine> lines, string? batch = null)
    {
        if (!format.Has(Capability.MessageRedaction) || batch is not null)
            return;
        string[] words = [target, MessageId.Of(redaction.Conversation, redaction.Target)];
        lines.Add(redaction.Reason is { } reason
            ? new OutLine(Tags(format, redaction.Time, Face(redaction)), Face(redaction).Mask, "REDACT", [.. words, reason], IsText: true)
            : new OutLine(Tags(format, redaction.Time, Face(redaction)), Face(redaction).Mask, "REDACT", words));
    }

    public static void Reaction(Reaction reaction, string target, IrcFormat format, List<OutLine> lines, string? batch = null)
    {
        if (!format.Has(Capability.MessageTags) || reaction.Erased == true)
            return;
        var tags = Tags(format, reaction.Time, Face(reaction), batch, MessageId.Of(reaction.Conversation, reaction.Position), null, MessageId.Of(reaction.Conversation, reaction.Target))!;
        tags.Add(new(ReactTag, reaction.Text));
        lines.Add(new OutLine(tags, Face(reaction).Mask, "TAGMSG", [target]));
    }

    public static void Signal(Signalled sign, string target, IrcFormat format, DateTimeOffset now, List<OutLine> lines)
    {
        if (format.Has(Capability.MessageTags))
            lines.Add(new OutLine(Tags(format, now, sign.Who, null, RandomId.Of(sign), sign.Tags), sign.Who?.Mask ?? sign.From, "TAGMSG", [target]));
    }

    public static void Joined(string channel, Face who, Rank rank, string? away, IrcFormat format, DateTimeOffset now, List<OutLine> lines)
    {
        string[] words = format.Has(Capability.ExtendedJoin) ? [channel, who.Login ?? "*", who.RealName] : [channel];
        lines.Add(new OutLine(Tags(format, now, who), who.Mask, "JOIN", words, IsText: format.Has(Capability.ExtendedJoin)));
        if (rank > Rank.None)
            lines.Add(new OutLine(Tags(format, now, null), format.Server, "MODE", [channel, "+" + Modes.LetterOf(rank), who.Name]));
        if (away is not null && format.Has(Capability.AwayNotify))
            lines.Add(new OutLine(Tags(format, now, who), who.Mask, "AWAY", [away.Length == 0 ? "Away" : away], IsText: true));
    }

    public static void Parted(string channel, Face who, string? reason, IrcFormat format, DateTimeOffset now, List<OutLine> lines) =>
        lines.Add(new OutLine(Tags(format, now, who), who.Mask, "PART", string.IsNullOrEmpty(reason) ? [channel] : [channel, reason], IsText: !string.IsNullOrEmpty(reason)));

    /// <summary>Account, host and free text.</summary>
    private static void Changed(PersonChanged changed, IrcFormat format, DateTimeOffset now, List<OutLine> lines)
    {
        if (changed is not { Before: { } before, Now: { } face })
            return;
        if (!string.Equals(before.Login, face.Login, StringComparison.Ordinal) && format.Has(Capability.AccountNotify))
            lines.Add(new OutLine(Tags(format, now, before), before.Mask, "ACCOUNT", [face.Login ?? "*"]));
        if ((before.Host != face.Host || before.User != face.User) && format.Has(Capability.ChgHost))
            lines.Add(new OutLine(Tags(format, now, face), before.Mask, "CHGHOST", [face.User, face.Host]));
        if (before.RealName != face.RealName && format.Has(Capability.SetName))
            lines.Add(new OutLine(Tags(format, now, face), face.Mask, "SETNAME", [face.RealName], IsText: true));
    }

    private static void Rules(RulesChanged changed, IrcFormat format, List<OutLine> lines, string? batch)
    {
        var face = Face(changed);
        foreach (var line in ModeFormat.Lines(changed.Changes.Select(Modes.ToIrc).OfType<ModeChange>()))
            lines.Add(new OutLine(Tags(format, changed.Time, face, batch), face.Mask, "MODE", [ChannelOf(changed), line.Modes, .. line.Params]));
    }

    /// <summary>One line, or as many as it takes: a draft/multiline batch where the client knows it, else lines of which the first has the id.</summary>
    private static void Text(string command, string target, string text, List<KeyValuePair<string, string>>? tags, Face face, IrcFormat format, List<OutLine> lines, IReadOnlyList<int>? cuts = null)
    {
        cuts ??= [];
        var room = Math.Max(IrcLine.BodyRoom(face.Mask, command, target), TextSplitter.MinBytes);
        if (Encoding.UTF8.GetByteCount(text) <= room && cuts.Count == 0 && !text.Contains('\n', StringComparison.Ordinal))
        {
            lines.Add(new OutLine(tags, face.Mask, command, [target, text], IsText: true));
            return;
        }
        var parts = TextSplitter.Split(text, room, cuts);
        if (format.Has(Capability.Multiline) && format.Has(Capability.Batch))
        {
            var id = RandomId.Next();
            lines.Add(new OutLine(tags, face.Mask, "BATCH", ["+" + id, "draft/multiline", target]));
            foreach (var part in parts)
            {
                List<KeyValuePair<string, string>> own = [new("batch", id)];
                if (part.Concat)
                    own.Add(new("draft/multiline-concat", ""));
                lines.Add(new OutLine(own, face.Mask, command, [target, part.Text], IsText: true));
            }
            lines.Add(new OutLine(null, face.Mask, "BATCH", ["-" + id]));
            return;
        }
        var first = true;
        foreach (var part in parts.Where(p => p.Text.Length > 0))
        {
            lines.Add(new OutLine(first ? tags : tags?.Where(t => t.Key is not ("msgid" or ReplyTag)).ToList(), face.Mask, command, [target, part.Text], IsText: true));
            first = false;
        }
    }

    /// <summary>IRC knows no turns: the server tells them in a notice.</summary>
    private static void Turn(Event shown, DateTimeOffset time, string? room, IrcFormat format, List<OutLine> lines, string? batch = null)
    {
        if (room is not null && LineWriter.Turn(shown, Texts.English) is { } text)
            lines.Add(new OutLine(Tags(format, time, null, batch), format.Server, "NOTICE", [ChannelName.Of(room), text], IsText: true));
    }

    public static List<KeyValuePair<string, string>>? Tags(
        IrcFormat format,
        DateTimeOffset time,
        Face? who,
        string? batch = null,
        string? id = null,
        IReadOnlyDictionary<string, string>? clientTags = null,
        string? replyTo = null)
    {
        List<KeyValuePair<string, string>>? tags = null;
        if (batch is not null)
            Add("batch", batch);
        if (format.Has(Capability.ServerTime))
            Add("time", ServerTime.Format(time));
        if (id is not null && format.Has(Capability.MessageTags))
            Add("msgid", id);
        if (who?.Login is { } login && format.Has(Capability.AccountTag))
            Add("account", login);
        if (!format.Has(Capability.MessageTags))
            return tags;
        if (who?.IsBot == true)
            Add("bot", "");
        if (replyTo is not null && clientTags?.ContainsKey(ReplyTag) != true)
            Add(ReplyTag, replyTo);
        foreach (var (key, value) in clientTags ?? Nothing)
        {
            if (key.StartsWith('+'))
                Add(key, value);
        }
        return tags;

        void Add(string key, string value) => (tags ??= []).Add(new(key, value));
    }

    private static readonly Dictionary<string, string> Nothing = [];

    public static string IdOf(Message message) => message.Passing == true ? RandomId.Of(message) : MessageId.Of(message.Conversation, message.Position);

    public static Face Face(EntryEvent entry) => entry.Who ?? Contracts.Face.Of(entry.From);

    private static string ChannelOf(EntryEvent entry) => ChannelName.Of(entry.Room ?? "");
}
