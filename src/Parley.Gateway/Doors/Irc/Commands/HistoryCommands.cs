using Parley.Contracts;
using Parley.Core.Views;
using Parley.Protocol.Irc;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Gateway.Doors.Irc.Commands;

/// <summary>CHATHISTORY and MARKREAD. IRCv3 draft/chathistory, draft/read-marker.</summary>
internal static class HistoryCommands
{
    public static async ValueTask ChathistoryAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var query = HistoryQuery.Parse(message.Params, out var failure);
        if (query is null)
        {
            client.Fail("CHATHISTORY", failure!.Code, [.. failure.Context, "Invalid CHATHISTORY"]);
            return;
        }
        var limit = Math.Min(query.Limit, client.Server.All.History.ChathistoryMax);
        if (query.Subcommand == HistorySubcommand.Targets)
        {
            await TargetsAsync(client, query, limit, cancellationToken);
            return;
        }
        var name = query.Subcommand.ToString().ToUpperInvariant();
        var (room, to) = ChannelName.IsChannel(query.Target) ? (ChannelName.TryParse(query.Target, out var parsed) ? parsed.Value : null, (string?)null) : (null, query.Target);
        if (room is null && to is null)
        {
            client.Fail("CHATHISTORY", "INVALID_TARGET", name, query.Target, "Messages could not be retrieved");
            return;
        }
        var stretch = Stretch(query, limit, room is null ? client.Server.All.History.DmLength : client.Server.All.History.ChannelLength, client.Has(Capability.EventPlayback));
        var entries = await client.Session.ReadStretchAsync(room, to, stretch, cancellationToken);
        if (to is not null && client.Session.Account is { } account && client.Server.Passing.Read(account.Login.Value, to, stretch) is { Count: > 0 } passing)
            entries = entries is { Count: > 0 } ? [.. entries.Concat(passing).OrderBy(e => e.Time)] : passing;
        if (entries is null)
        {
            client.Fail("CHATHISTORY", "INVALID_TARGET", name, query.Target, "Messages could not be retrieved");
            return;
        }
        await client.Session.DrainedAsync(cancellationToken);
        var lines = new List<OutLine>();
        Pages.Write(client, query.Target, entries, client.Format, lines);
        client.Reply(lines);
    }

    public static async ValueTask MarkreadAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        if (message.Param(0) is not { Length: > 0 } target)
        {
            client.Fail("MARKREAD", "NEED_MORE_PARAMS", "Missing parameters");
            return;
        }
        DateTimeOffset? time = null;
        if (message.Param(1) is { } given)
        {
            if (!given.StartsWith("timestamp=", StringComparison.Ordinal) || !ServerTime.TryParse(given["timestamp=".Length..], out var parsed))
            {
                client.Fail("MARKREAD", "INVALID_PARAMS", target, given, "Invalid timestamp");
                return;
            }
            time = parsed;
        }
        var isChannel = ChannelName.IsChannel(target);
        if (isChannel ? !ChannelName.TryParse(target, out _) : !Nick.TryParse(target, 64, out _) && !Login.TryParse(target, out _))
        {
            client.Fail("MARKREAD", "INVALID_TARGET", target, "Invalid target");
            return;
        }
        var room = isChannel && ChannelName.TryParse(target, out var name) ? name.Value : null;
        if (client.Session.Account is null)
        {
            MarkGuest(client, target, time);
            return;
        }
        var answers = await client.AskAsync(new MarkRead { Room = room, To = room is null ? target : null, Time = time }, cancellationToken);
        if (answers.OfType<ReadUpTo>().FirstOrDefault() is { } read)
            client.Reply(OwnEvents.ReadLine(client, read));
        else if (answers.OfType<Error>().FirstOrDefault() is { } refusal)
            client.Fail("MARKREAD", ErrorReplies.Of((ErrorCode)refusal.Code).Fail, target, Refusals.TextOf(client, refusal));
    }

    /// <summary>A guest has nothing that outlasts the connection.</summary>
    private static void MarkGuest(IrcDialect client, string target, DateTimeOffset? time)
    {
        const int maxMarks = 1000;
        var key = NameRules.Fold(target);
        var known = client.GuestMarks.TryGetValue(key, out var before);
        if (time is { } later && (!known || later > before) && (known || client.GuestMarks.Count < maxMarks))
            client.GuestMarks[key] = later;
        DateTimeOffset? mark = client.GuestMarks.TryGetValue(key, out var now) ? now : null;
        client.Reply(OwnEvents.ReadLine(client, target, mark));
    }

    private static async ValueTask TargetsAsync(IrcDialect client, HistoryQuery query, int limit, CancellationToken cancellationToken)
    {
        var (from, to) = (query.From.Time ?? DateTimeOffset.MinValue, query.To.Time ?? DateTimeOffset.MaxValue);
        if (from > to)
            (from, to) = (to, from);
        var lines = new List<OutLine>();
        var batch = client.Has(Capability.Batch) ? RandomId.Next() : null;
        if (batch is not null)
            lines.Add(new OutLine(null, client.Server.Name, "BATCH", ["+" + batch, "draft/chathistory-targets"]));
        foreach (var (target, latest) in (await client.Session.ReadTargetsAsync(cancellationToken)).Where(t => t.Latest > from && t.Latest < to).OrderBy(t => t.Latest).Take(limit))
        {
            var name = target.Room is { } room ? ChannelName.Of(room) : target.With!;
            lines.Add(new OutLine(batch is null ? null : [new("batch", batch)], client.Server.Name, "CHATHISTORY", ["TARGETS", name, ServerTime.Format(latest)]));
        }
        if (batch is not null)
            lines.Add(new OutLine(null, client.Server.Name, "BATCH", ["-" + batch]));
        client.Reply(lines);
    }

    private static HistoryStretch Stretch(HistoryQuery query, int limit, int depth, bool withEvents)
    {
        static HistoryPoint? Point(HistoryReference reference) => reference.IsAny
            ? null
            : reference.Time is { } time ? new HistoryPoint(time, null, default) : MessageId.TryParse(reference.MsgId, out var id) ? new HistoryPoint(null, id.Position, id.Conversation) : HistoryPoint.Unknown;
        var direction = query.Subcommand switch
        {
            HistorySubcommand.Before => HistoryDirection.Before,
            HistorySubcommand.After => HistoryDirection.After,
            HistorySubcommand.Latest => HistoryDirection.Latest,
            HistorySubcommand.Around => HistoryDirection.Around,
            _ => HistoryDirection.Between,
        };
        return new HistoryStretch(direction, Point(query.From), Point(query.To), limit, depth, withEvents);
    }
}
