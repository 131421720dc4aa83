namespace Parley.BlackBox.Irc.Rooms;

/// <summary>Many people enter a room that is not there yet, at the same moment.</summary>
[Collection<IrcTests>]
public sealed class FirstTogether(IrcServer door)
{
    private const int People = 24;
    private const int Rooms = 6;
    private readonly ServerProcess _server = door.Server;

    [Fact]
    public async Task Everybody_gets_in_and_sees_everybody()
    {
        var people = await Task.WhenAll(Enumerable.Range(0, People).Select(_ => _server.GuestAsync(Fresh.Name("zoe"))));
        try
        {
            for (var i = 0; i < Rooms; i++)
            {
                var room = IrcDoor.Room();
                var answers = await Task.WhenAll(people.Select(person => person.AskAsync($"JOIN {room}")));
                Assert.All(answers, lines => lines.None("403"));
                Assert.Equal(People, (await people[0].AskAsync($"NAMES {room}")).Names().Count);
            }
        }
        finally
        {
            foreach (var person in people)
                await person.DisposeAsync();
        }
    }
}
