using Parley.Contracts;
using Parley.Terminal;

namespace Parley.Client.Tests;

public sealed class PeersNumbersTests
{
    private static readonly ConversationId Room = new(7);
    private static readonly DateTimeOffset Then = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData("#edit -12 now right", true)]
    [InlineData("#redact -12", true)]
    [InlineData("#react -12 👍", true)]
    [InlineData("#reaccionar  -12 👍", true)]
    [InlineData("#edit 12 now right", false)]
    [InlineData("#redact 12", false)]
    public void Below_zero_means_the_message_among_the_peers(string line, bool ofPeers)
    {
        var command = Assert.IsType<TypedLine.Ask>(PeersNumbers.Parse(line, out var isOfPeers)).Command;
        long? position = command switch { EditMessage edit => edit.Position, RedactMessage redact => redact.Position, React react => react.Position, _ => null };
        Assert.Equal(12, position);
        Assert.Equal(ofPeers, isOfPeers);
    }

    [Theory]
    [InlineData("#last -3")]
    [InlineData("#edit --3 x")]
    [InlineData("#edit -x y")]
    public void Elsewhere_it_is_refused_as_ever(string line)
    {
        Assert.IsType<TypedLine.Refused>(PeersNumbers.Parse(line, out var isOfPeers));
        Assert.False(isOfPeers);
    }

    [Fact]
    public void A_message_stays_one()
    {
        var post = Assert.IsType<Post>(Assert.IsType<TypedLine.Ask>(PeersNumbers.Parse("it is -3 outside", out _)).Command);
        Assert.Equal("it is -3 outside", post.Text);
    }

    [Fact]
    public void All_numbers_of_what_the_peers_show_are_below_zero()
    {
        EntryEvent[] entries =
        [
            new Message { Conversation = Room, Time = Then, Position = new(5), Text = "a", ReplyTo = new(3), From = "ana" },
            new Edit { Conversation = Room, Time = Then, Position = new(6), Target = new(5), Text = "b", From = "ana" },
            new Redaction { Conversation = Room, Time = Then, Position = new(7), Target = new(5), From = "ana" },
            new Reaction { Conversation = Room, Time = Then, Position = new(8), Target = new(5), Text = "👍", From = "ana" },
        ];
        var page = Assert.IsType<HistoryPage>(PeersNumbers.Apart((Event)new HistoryPage(new(7), entries, new(1), new(8), More: false)));
        Assert.Equal([-5, -6, -7, -8], page.Entries.Select(e => e.Position.Value));
        Assert.Equal([-3, -5, -5, -5], page.Entries.Select(e => e switch { Message m => m.ReplyTo!.Value.Value, Edit x => x.Target.Value, Redaction x => x.Target.Value, Reaction x => x.Target.Value, _ => 0 }));
    }
}
