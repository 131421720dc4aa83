using System.Diagnostics.Metrics;

namespace Parley.Core.Metrics;

/// <summary>The chat's figures as instruments. All are read when somebody asks: between two questions they cost nothing.</summary>
public static class ChatMeter
{
    public static void Measure(this Meter meter, Chat chat)
    {
        meter.CreateObservableUpDownCounter("parley.connections", () => Connections(chat), "{connection}", "Connections and requests in the chat, by door");
        meter.CreateObservableUpDownCounter("parley.people", () => chat.Views.Online, "{person}", "People present, over all nodes");
        if (chat.Cluster is { } cluster)
            meter.CreateObservableUpDownCounter("parley.nodes", () => cluster.Living, "{node}", "Nodes that live, this one with them");
        meter.CreateObservableUpDownCounter("parley.rooms", () => chat.Views.Rooms().Count, "{room}", "Living rooms");
        meter.CreateObservableUpDownCounter("parley.rooms.used", () => chat.Views.RoomsInUse, "{room}", "Rooms with somebody in them");
        meter.CreateObservableCounter("parley.messages.accepted", () => Accepted(chat), "{entry}", "Entries that became durable: messages, edits, reactions and the like");
        meter.CreateObservableCounter("parley.logins", () => Logins(chat), "{login}", "Logins, by how they were proved, and refused ones");
        meter.CreateObservableGauge("parley.hashes.waiting", () => chat.HashesWaiting, "{login}", "Logins that wait for a password hash");
        meter.CreateObservableGauge("parley.posts.waiting", () => chat.PostsWaiting, "{post}", "Posts and turns in the mailboxes of rooms and private conversations");
    }

    private static IEnumerable<Measurement<long>> Connections(Chat chat) =>
        chat.CountByDoor().Select(pair => new Measurement<long>(pair.Value, new KeyValuePair<string, object?>("door", pair.Key)));

    private static IEnumerable<Measurement<long>> Accepted(Chat chat)
    {
        yield return new(chat.Rooms.Accepted, new KeyValuePair<string, object?>("where", "room"));
        yield return new(chat.Private.Accepted, new KeyValuePair<string, object?>("where", "private"));
    }

    private static IEnumerable<Measurement<long>> Logins(Chat chat) =>
        chat.Logins.Accepted().Append(KeyValuePair.Create("refused", chat.Logins.Refused))
            .Select(pair => new Measurement<long>(pair.Value, new KeyValuePair<string, object?>("by", pair.Key)));
}
