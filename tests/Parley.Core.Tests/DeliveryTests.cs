using Parley.Contracts;
using Parley.Core.Ports;
using Xunit;

namespace Parley.Core.Tests;

public sealed class DeliveryTests
{
    private static readonly Message Word = new()
    {
        Conversation = new ConversationId(7),
        Position = new Position(1),
        Room = "uci",
        From = "ana",
        Time = DateTimeOffset.UnixEpoch,
        Text = "hola",
        Origin = new SessionId(3),
    };

    [Fact]
    public void The_bytes_of_a_format_are_made_once()
    {
        var made = new List<string>();
        var delivery = new Delivery(Word);
        string[] formats = ["a", "b", "a", "b"];
        foreach (var format in formats)
        {
            delivery.Frames(format, made, static (_, made) =>
            {
                made.Add("one");
                return default;
            });
        }
        Assert.Equal(2, made.Count);
    }

    [Fact]
    public void Entries_of_a_room_are_known_with_where_they_come_from()
    {
        var delivery = new Delivery([Word, Word with { Origin = new SessionId(4) }, Word]);
        Assert.True(delivery.IsOfRoom);
        Assert.True(delivery.IsFrom(new SessionId(3)));
        Assert.True(delivery.IsFrom(new SessionId(4)));
        Assert.False(delivery.IsFrom(new SessionId(5)));
    }

    [Fact]
    public void What_is_private_or_an_answer_or_no_entry_is_not_of_a_room()
    {
        Event[] others = [Word with { To = "bea" }, Word with { Ref = 1 }, new Pong()];
        foreach (var other in others)
            Assert.False(new Delivery([Word, other]).IsOfRoom);
    }
}
