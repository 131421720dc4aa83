using Parley.Contracts;
using Parley.Core.Rooms;
using Parley.Core.Views;
using Parley.Protocol.Irc;
using static Parley.Protocol.Irc.Numeric;

namespace Parley.Gateway.Doors.Irc.Commands;

/// <summary>METADATA. IRCv3 draft/metadata-3.</summary>
internal static class MetadataCommands
{
    public static async ValueTask MetadataAsync(IrcDialect client, IrcMessage message, CancellationToken cancellationToken)
    {
        var (target, subcommand) = (message.Params[0] == "*" ? client.Nick : message.Params[0], message.Params[1].ToUpperInvariant());
        var keys = message.Params.Skip(2).ToList();
        if (!client.Server.Settings.Metadata.Enabled)
        {
            client.Text(ERR_UNKNOWNCOMMAND, "METADATA", "Unknown command");
            return;
        }
        switch (subcommand)
        {
            case "SUB": Subscribe(client, keys); return;
            case "UNSUB":
                foreach (var key in keys)
                    client.Subscriptions.Remove(key);
                Show(client, RPL_METADATAUNSUBOK, keys);
                return;
            case "SUBS": Show(client, RPL_METADATASUBS, client.Subscriptions.Keys); return;
        }
        if (!client.Signing.IsComplete)
        {
            EarlyMetadata.CarryOut(client, message.Params[0], subcommand, keys);
            return;
        }
        if (await PlaceAsync(client, target, cancellationToken) is not { } place)
        {
            client.Fail("METADATA", "INVALID_TARGET", target, "Invalid target");
            return;
        }
        switch (subcommand)
        {
            case "GET": await GetAsync(client, place, keys, cancellationToken); break;
            case "LIST": await ListAsync(client, place, cancellationToken); break;
            case "SET": await SetAsync(client, place, keys, cancellationToken); break;
            case "CLEAR": await ClearAsync(client, place, cancellationToken); break;
            case "SYNC": await SyncAsync(client, place, cancellationToken); break;
            default: client.Fail("METADATA", "SUBCOMMAND_INVALID", subcommand, "Invalid subcommand"); break;
        }
    }

    private static void Subscribe(IrcDialect client, List<string> keys)
    {
        var done = new List<string>();
        foreach (var key in keys)
        {
            if (!MetadataStore.IsKey(key))
            {
                client.Fail("METADATA", "KEY_INVALID", key, "Invalid key");
                continue;
            }
            if (!client.Subscriptions.TryAdd(key, client.Server.Settings.Metadata.MaxSubs))
            {
                client.Fail("METADATA", "TOO_MANY_SUBS", key, "Too many subscriptions");
                break;
            }
            done.Add(key);
        }
        Show(client, RPL_METADATASUBOK, done);
    }

    private static async ValueTask GetAsync(IrcDialect client, MetadataPlace place, List<string> keys, CancellationToken cancellationToken)
    {
        var known = await client.Server.Metadata.ListAsync(place, cancellationToken);
        var lines = new List<OutLine>();
        foreach (var key in keys)
        {
            if (!MetadataStore.IsKey(key))
                client.Fail("METADATA", "KEY_INVALID", key, "Invalid key");
            else if (known.TryGetValue(key, out var value))
                lines.Add(client.TextLine(RPL_KEYVALUE, place.Name, key, "*", value));
            else
                lines.Add(client.TextLine(RPL_KEYNOTSET, place.Name, key, "key not set"));
        }
        Batch(client, place, lines);
    }

    private static async ValueTask ListAsync(IrcDialect client, MetadataPlace place, CancellationToken cancellationToken)
    {
        var known = await client.Server.Metadata.ListAsync(place, cancellationToken);
        Batch(client, place, [.. known.Select(k => client.TextLine(RPL_KEYVALUE, place.Name, k.Key, "*", k.Value))]);
    }

    private static async ValueTask SetAsync(IrcDialect client, MetadataPlace place, List<string> words, CancellationToken cancellationToken)
    {
        if (words.Count == 0)
        {
            client.Text(ERR_NEEDMOREPARAMS, "METADATA", "Not enough parameters");
            return;
        }
        var (key, value) = (words[0], words.Count > 1 && words[1].Length > 0 ? words[1] : null);
        if (!MetadataStore.IsKey(key))
        {
            client.Fail("METADATA", "KEY_INVALID", key, "Invalid key");
            return;
        }
        if (!await MayChangeAsync(client, place, cancellationToken))
        {
            client.Fail("METADATA", "KEY_NO_PERMISSION", place.Name, key, "You do not have permission to set this key");
            return;
        }
        if (RefusesValue(client, key, value))
            return;
        var known = await client.Server.Metadata.ListAsync(place, cancellationToken);
        if (value is null && !known.ContainsKey(key))
        {
            client.Fail("METADATA", "KEY_NOT_SET", place.Name, key, "Key is not set");
            return;
        }
        if (!await client.Server.Metadata.TrySetAsync(place, key, value, cancellationToken))
        {
            client.Fail("METADATA", "LIMIT_REACHED", place.Name, "Too many keys");
            return;
        }
        client.Reply(value is null ? client.TextLine(RPL_KEYNOTSET, place.Name, key, "key not set") : client.TextLine(RPL_KEYVALUE, place.Name, key, "*", value));
        await TellAsync(client, place, key, value, cancellationToken);
    }

    /// <summary>True after a FAIL, whose code the drafts call differently.</summary>
    public static bool RefusesValue(IrcDialect client, string key, string? value)
    {
        if (value is null || System.Text.Encoding.UTF8.GetByteCount(value) <= MetadataStore.MaxValueBytes)
            return false;
        if (client.Has(Capability.Metadata3))
            client.Fail("METADATA", "INVALID_VALUE", key, "The value is too long");
        else
            client.Fail("METADATA", "VALUE_INVALID", "The value is too long");
        return true;
    }

    /// <summary>What a client that just came in wants to know of the channel and those in it.</summary>
    public static async ValueTask EnteredAsync(IrcDialect client, RoomName room, CancellationToken cancellationToken)
    {
        if (client.Subscriptions.Keys.Count == 0 || await PlaceAsync(client, ChannelName.Of(room), cancellationToken) is not { } place)
            return;
        var lines = await SyncedAsync(client, place, cancellationToken);
        if (lines.Count > 0)
            Batch(client, place, lines);
    }

    /// <summary>Keeps what was set before the registration and tells the client what is known of it.</summary>
    public static async ValueTask WelcomeAsync(IrcDialect client, CancellationToken cancellationToken)
    {
        if (!client.Has(Capability.Metadata | Capability.Metadata3) || await PlaceAsync(client, client.Nick, cancellationToken) is not { } place)
            return;
        foreach (var (key, value) in client.Signing.Facts)
            await client.Server.Metadata.TrySetAsync(place, key, value, cancellationToken);
        var known = await client.Server.Metadata.ListAsync(place, cancellationToken);
        if (known.Count > 0)
            Batch(client, place, [.. known.Select(k => OwnEvents.Metadata(client, place.Name, k.Key, k.Value))]);
    }

    /// <summary>760, for clients that know metadata.</summary>
    public static async ValueTask WhoisAsync(IrcDialect client, string nick, CancellationToken cancellationToken)
    {
        if (!client.Has(Capability.Metadata | Capability.Metadata3) || await PlaceAsync(client, nick, cancellationToken) is not { } place)
            return;
        foreach (var (key, value) in await client.Server.Metadata.ListAsync(place, cancellationToken))
            client.Text(RPL_WHOISKEYVALUE, place.Name, key, "*", value);
    }

    private static async ValueTask ClearAsync(IrcDialect client, MetadataPlace place, CancellationToken cancellationToken)
    {
        if (!await MayChangeAsync(client, place, cancellationToken))
        {
            client.Fail("METADATA", "KEY_NO_PERMISSION", place.Name, "*", "You do not have permission to clear keys");
            return;
        }
        var lines = new List<OutLine>();
        foreach (var (key, value) in await client.Server.Metadata.ListAsync(place, cancellationToken))
        {
            await client.Server.Metadata.TrySetAsync(place, key, null, cancellationToken);
            lines.Add(client.Has(Capability.Metadata3) ? client.TextLine(RPL_KEYNOTSET, place.Name, key, "key not set") : client.TextLine(RPL_KEYVALUE, place.Name, key, "*", value));
            await TellAsync(client, place, key, null, cancellationToken);
        }
        Batch(client, place, lines);
    }

    private static async ValueTask SyncAsync(IrcDialect client, MetadataPlace place, CancellationToken cancellationToken)
    {
        Batch(client, place, await SyncedAsync(client, place, cancellationToken));
    }

    private static async ValueTask<List<OutLine>> SyncedAsync(IrcDialect client, MetadataPlace place, CancellationToken cancellationToken)
    {
        var lines = new List<OutLine>();
        await SyncAsync(client, place, lines, cancellationToken);
        if (place.Room is { } room && await client.Server.Views.ViewAsync(room, cancellationToken) is { } view)
        {
            foreach (var member in view.Members)
            {
                if (await PlaceAsync(client, member.Face.Name, cancellationToken) is { } person)
                    await SyncAsync(client, person, lines, cancellationToken);
            }
        }
        return lines;
    }

    private static async ValueTask SyncAsync(IrcDialect client, MetadataPlace place, List<OutLine> lines, CancellationToken cancellationToken)
    {
        foreach (var (key, value) in await client.Server.Metadata.ListAsync(place, cancellationToken))
        {
            if (client.Subscriptions.Has(key))
                lines.Add(OwnEvents.Metadata(client, place.Name, key, value));
        }
    }

    /// <summary>People and channels have metadata; those of accounts outlast their stay.</summary>
    private static async ValueTask<MetadataPlace?> PlaceAsync(IrcDialect client, string target, CancellationToken cancellationToken)
    {
        if (ChannelName.IsChannel(target))
            return ChannelName.TryParse(target, out var name) && client.Server.Views.FindRoom(name) is { } room && MayLook(client, room) ? new MetadataPlace(ChannelName.Of(room.Name), $"room:{room.Id}", room.Name) : null;
        if (client.Server.Views.Find(target) is { } person)
            return new MetadataPlace(person.Face.Name, person.Face.Login is { } login ? $"account:{NameRules.Fold(login)}" : $"guest:{person.Id}", null);
        return await client.Server.Views.HasAccountAsync(target, cancellationToken) ? new MetadataPlace(target, $"account:{NameRules.Fold(target)}", null) : null;
    }

    /// <summary>A room that not everybody may enter tells those who are in it.</summary>
    private static bool MayLook(IrcDialect client, RoomFacts room) =>
        client.Session.IsInRoom(room.Id) || !(room.Rules.Has(RoomFlags.InviteOnly) || room.Rules.Has(RoomFlags.Secret) || room.Rules.Key is not null);

    private static async ValueTask<bool> MayChangeAsync(IrcDialect client, MetadataPlace place, CancellationToken cancellationToken)
    {
        if (place.Room is not { } name)
            return string.Equals(NameRules.Fold(place.Name), NameRules.Fold(client.Nick), StringComparison.Ordinal);
        var view = await client.Server.Views.ViewAsync(name, cancellationToken);
        return view?.Members.FirstOrDefault(m => m.Face.Name == client.Nick)?.Ranks is [>= Rank.HalfOperator, ..];
    }

    private static async ValueTask TellAsync(IrcDialect client, MetadataPlace place, string key, string? value, CancellationToken cancellationToken)
    {
        var news = new MetadataChanged(place.Name, key, value);
        if (place.Room is { } room)
            await client.Session.TellRoomAsync(room, news, cancellationToken);
        else
            await client.Server.Views.TellSharersAsync(client.Session, news, cancellationToken);
    }

    public static void Batch(IrcDialect client, MetadataPlace place, List<OutLine> lines)
    {
        if (client.Has(Capability.Batch))
        {
            var id = RandomId.Next();
            lines = [.. lines.Select(l => l.With("batch", id))];
            lines.Insert(0, new OutLine(null, client.Server.Name, "BATCH", ["+" + id, "metadata", place.Name]));
            lines.Add(new OutLine(null, client.Server.Name, "BATCH", ["-" + id]));
        }
        client.Reply(lines);
    }

    private static void Show(IrcDialect client, int numeric, IReadOnlyCollection<string> keys)
    {
        foreach (var line in WordLines.Pack(keys, 400).Where(l => l.Length > 0))
            client.Number(numeric, line.Split(' '));
    }
}
