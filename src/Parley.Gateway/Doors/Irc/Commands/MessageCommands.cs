using System.Collections.Frozen;
using Parley.Contracts;
using Parley.Protocol.Irc;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Gateway.Doors.Irc.Commands;

/// <summary>PRIVMSG, NOTICE, TAGMSG, REDACT and multiline batches. Modern IRC, "Sending Messages"; IRCv3 message-tags, draft/multiline, draft/message-redaction.</summary>
internal static class MessageCommands
{
    private const string ReplyTag = "+draft/reply";
    private const string ReactTag = "+draft/react";

    public static ValueTask PrivmsgAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken) => SendAsync(client, message, notice: false, cancellationToken);

    public static ValueTask NoticeAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken) => SendAsync(client, message, notice: true, cancellationToken);

    public static async ValueTask TagmsgAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        if (!client.Has(Capability.MessageTags))
        {
            client.Text(ERR_UNKNOWNCOMMAND, "TAGMSG", "Unknown command");
            return;
        }
        var tags = ClientTags(client, message);
        foreach (var target in Targets(client, message.Params[0]))
        {
            var (room, to) = Split(target);
            if (tags.TryGetValue(ReactTag, out var reaction) && tags.TryGetValue(ReplyTag, out var id) && client.Server.All.History.StoreTagmsg
                && MessageId.TryParse(id, out var place) && IsThere(client, place, room) && await KeepsAsync(client, room, to, cancellationToken))
            {
                await client.Session.HandleAsync(new React(place.Position.Value, reaction) { Room = room, To = to, Ref = client.ExpectPosted(target) }, cancellationToken);
                await client.Session.SettledAsync(cancellationToken);
            }
            else if (await client.TryAsync(new Signal(tags) { Room = room, To = to }, cancellationToken) is { } refusal)
            {
                RefuseTarget(client, refusal, target);
            }
        }
    }

    public static async ValueTask RedactAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var (target, id) = (message.Params[0], message.Params[1]);
        if (!client.Has(Capability.MessageRedaction))
        {
            client.Text(ERR_UNKNOWNCOMMAND, "REDACT", "Unknown command");
            return;
        }
        var (room, to) = Split(target);
        if (room is not null ? !(ChannelName.TryParse(target, out var name) && client.Server.Views.FindRoom(name) is { } facts && client.Session.IsInRoom(facts.Id)) : to is null)
        {
            client.Fail("REDACT", "INVALID_TARGET", target, "You can't redact messages there");
            return;
        }
        if (!MessageId.TryParse(id, out var place) || !IsThere(client, place, room))
        {
            client.Fail("REDACT", "UNKNOWN_MSGID", target, id, "There is no such message");
            return;
        }
        var answers = await client.AskAsync(new RedactMessage(place.Position.Value, message.Param(2)) { Room = room, To = to }, cancellationToken);
        if (answers.OfType<Error>().FirstOrDefault() is not { } refusal)
            return;
        var code = (ErrorCode)refusal.Code switch
        {
            ErrorCode.NoSuchMessage => "UNKNOWN_MSGID",
            ErrorCode.NotYours => "REDACT_FORBIDDEN",
            ErrorCode.NoSuchUser or ErrorCode.NoConversation or ErrorCode.NotInRoom => "INVALID_TARGET",
            var other => ErrorReplies.Of(other).Fail,
        };
        string[] context = code == "INVALID_TARGET" ? [target] : [target, id];
        client.Fail("REDACT", code, [.. context, Refusals.TextOf(client, refusal)]);
    }

    public static async ValueTask BatchAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var reference = message.Params[0];
        if (reference.StartsWith('+') && reference.Length > 1)
        {
            if (message.Param(1) is not "draft/multiline" || message.Params.Count < 3 || !client.Has(Capability.Multiline))
            {
                client.Fail("BATCH", message.Param(1) is "draft/multiline" ? "MULTILINE_INVALID" : "UNKNOWN_TYPE", reference, "Invalid batch");
                return;
            }
            if (client.Batches.Count > 0)
            {
                client.Batches.Clear();
                client.Fail("BATCH", "MULTILINE_INVALID", "One batch at a time");
                return;
            }
            var settings = client.Server.Settings.Multiline;
            client.Batches[reference[1..]] = new OpenBatch(new MultilineAssembly(message.Params[2], settings.MaxBytes, settings.MaxLines), client.TakeLabel(), ClientTags(client, message));
            return;
        }
        if (reference == "-" + client.FailedBatch)
        {
            client.FailedBatch = null;
            return;
        }
        if (!reference.StartsWith('-') || !client.Batches.Remove(reference[1..], out var batch))
        {
            client.Fail("BATCH", "MULTILINE_INVALID", "No such batch");
            return;
        }
        client.BeginLabel(batch.Label);
        try
        {
            if (batch.Text.TryComplete(out var text))
                await SendAsync(client, [batch.Text.Target], text, OwnTags.WithCuts(batch.Tags, batch.Text.Cuts), batch.Text.Command == "NOTICE", cancellationToken);
            else
                client.Fail("BATCH", batch.Text.Failure!, [.. batch.Text.FailureContext, "Invalid multiline batch"]);
            await client.Session.SettledAsync(cancellationToken);
        }
        finally
        {
            client.EndLabel();
        }
    }

    /// <summary>A line of no batch that is open breaks off the one that is; what is left of a batch that failed says nothing.</summary>
    public static void OutsideBatch(IrcDialect client)
    {
        if (client.Batches.Count == 0)
            return;
        client.FailedBatch = client.Batches.Keys.First();
        client.Batches.Clear();
        client.Fail("BATCH", "MULTILINE_INVALID", "No such batch");
    }

    public static void AddToBatch(IrcDialect client, string reference, OpenBatch batch, IrcMessage message)
    {
        if (batch.Text.TryAdd(message.Command, message.Param(0) ?? "", message.Param(1) ?? "", message.Tags.ContainsKey("draft/multiline-concat")))
            return;
        client.Batches.Remove(reference);
        client.FailedBatch = reference;
        client.Fail("BATCH", batch.Text.Failure ?? "MULTILINE_INVALID", [.. batch.Text.FailureContext, "Invalid multiline batch"]);
    }

    private static async ValueTask SendAsync(IrcDialect client, IrcMessage message, bool notice, CancellationToken cancellationToken)
    {
        if (message.Param(0) is not { Length: > 0 } targets)
        {
            if (!notice)
                client.Text(ERR_NORECIPIENT, $"No recipient given ({message.Command})");
            return;
        }
        if (message.Param(1) is not { Length: > 0 } text)
        {
            if (!notice)
                client.Text(ERR_NOTEXTTOSEND, "No text to send");
            return;
        }
        await SendAsync(client, Targets(client, targets), text, ClientTags(client, message), notice, cancellationToken);
    }

    private static async ValueTask SendAsync(IrcDialect client, string[] targets, string text, IReadOnlyDictionary<string, string> tags, bool notice, CancellationToken cancellationToken)
    {
        foreach (var target in targets)
        {
            if (StatusMessages.TrySplit(target, out var sign, out var channel))
            {
                if (await StatusMessages.SendAsync(client, sign, channel, text, tags, notice, cancellationToken) is { } refused && !notice)
                    RefuseTarget(client, refused, target);
                continue;
            }
            if (Acceptance.Refuses(client, target, text, notice))
                continue;
            var (room, to) = Split(target);
            long? reply = tags.TryGetValue(ReplyTag, out var id) && MessageId.TryParse(id, out var place) && IsThere(client, place, room) ? place.Position.Value : null;
            var reference = client.ExpectPosted(notice ? null : target);
            await client.Session.HandleAsync(new Post(text, ReplyTo: reply) { Room = room, To = to, Notice = notice ? true : null, Tags = tags.Count == 0 ? null : tags, Ref = reference }, cancellationToken);
            if (to is not null && !notice && client.Server.Views.AwayOf(to) is { } away && client.Server.Views.Find(to) is { } person)
            {
                await client.Session.SettledAsync(cancellationToken);
                client.Text(RPL_AWAY, person.Face.Name, away.Length == 0 ? "Away" : away);
            }
        }
    }

    /// <summary>A reply to what stands in another conversation is only a tag.</summary>
    private static bool IsThere(IrcDialect client, MessageId id, string? room) =>
        room is null || (RoomName.TryParse(room, out var name) && client.Server.Views.FindRoom(name)?.Id == id.Conversation);

    private static async ValueTask<bool> KeepsAsync(IrcDialect client, string? room, string? to, CancellationToken cancellationToken) =>
        room is not null || (client.Session.Account is not null && (client.Server.Views.Find(to!) is { } person ? !person.Face.IsGuest : await client.Server.Views.HasAccountAsync(to!, cancellationToken)));

    private static string[] Targets(IrcDialect client, string list)
    {
        if (!list.Contains(',', StringComparison.Ordinal))
            return [list];
        var targets = list.Split(',', StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        foreach (var extra in targets.Skip(IrcServer.MaxTargets))
            client.Text(ERR_TOOMANYTARGETS, extra, "Too many targets");
        return [.. targets.Take(IrcServer.MaxTargets)];
    }

    /// <summary>A channel's room, or somebody's name.</summary>
    private static (string? Room, string? To) Split(string target)
    {
        if (!ChannelName.IsChannel(target))
            return (null, target);
        return (ChannelName.TryParse(target, out var name) ? name.Value : target, null);
    }

    private static IReadOnlyDictionary<string, string> ClientTags(IrcDialect client, IrcMessage message) => message.Tags.Count == 0 || !client.Has(Capability.MessageTags)
        ? FrozenDictionary<string, string>.Empty
        : message.Tags.Where(t => TagKey.IsValid(t.Key)).ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal);

    public static void RefuseTarget(IrcDialect client, Error refusal, string target)
    {
        switch ((ErrorCode)refusal.Code)
        {
            case ErrorCode.NoSuchRoom: client.Text(ERR_NOSUCHCHANNEL, target, "No such channel"); break;
            case ErrorCode.NotInRoom when ChannelCommands.IsHiddenFrom(client, target): client.Text(ERR_NOSUCHCHANNEL, target, "No such channel"); break;
            case ErrorCode.NotInRoom or ErrorCode.MayNotSpeak: client.Text(ERR_CANNOTSENDTOCHAN, target, "Cannot send to channel"); break;
            case ErrorCode.NoSuchUser or ErrorCode.UserOffline or ErrorCode.NoConversation: client.Text(ERR_NOSUCHNICK, target, "No such nick/channel"); break;
            default: Refusals.Show(client, refusal, "PRIVMSG", target); break;
        }
    }
}
