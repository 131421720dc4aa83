using Parley.Client;

namespace Parley.Terminal;

/// <summary>All that is to be seen, apart from how it is drawn. Owned by the screen's loop.</summary>
internal sealed class Screen
{
    public const int MaxNames = 5000;

    private readonly List<Conversation> _conversations = [new(room: null, with: null)];
    private int _front;

    /// <summary>In the order they were opened. The first one is nobody's: what comes before the login.</summary>
    public IReadOnlyList<Conversation> Conversations => _conversations;

    public Conversation Front => _conversations[_front];

    public InputLine Input { get; } = new();

    /// <summary>Rooms and people heard of, to complete; bounded by <see cref="MaxNames"/> each.</summary>
    public SortedSet<string> Rooms { get; } = new(StringComparer.OrdinalIgnoreCase);

    public SortedSet<string> People { get; } = new(StringComparer.OrdinalIgnoreCase);

    public InputHistory History { get; } = new();

    /// <summary>A question of the login dialogue, or null while chatting.</summary>
    public string? Prompt { get; set; }

    /// <summary>What is typed is not shown.</summary>
    public bool Secret { get; set; }

    public LinkState Link { get; private set; }

    /// <summary>The node one is or was last connected to; null where there is one server.</summary>
    public ServerAddress? Node { get; private set; }

    /// <summary>The connection before this one was to another node.</summary>
    public bool HasChangedOver { get; private set; }

    /// <summary>How many others there are while the chat goes on among peers; null: it is with the server.</summary>
    public int? Peers { get; set; }

    /// <summary>The group of those peers, where there is no server at all.</summary>
    public string? Group { get; set; }

    /// <summary>Posts without an answer.</summary>
    public int Waiting { get; set; }

    /// <summary>Offset and error of the clock, or null before it is known.</summary>
    public (TimeSpan Offset, TimeSpan Error)? Clock { get; set; }

    public void Linked(LinkState state, ServerAddress? node)
    {
        Link = state;
        if (node is null)
            return;
        HasChangedOver |= Node is not null && node != Node;
        Node = node;
    }

    public Conversation OfRoom(string room) => Find(c => c.Room is not null && Same(c.Room, room)) ?? Open(new Conversation(room, null));

    public Conversation OfPerson(string login) => Find(c => c.With is not null && Same(c.With, login)) ?? Open(new Conversation(null, login));

    public Conversation? FindRoom(string room) => Find(c => c.Room is not null && Same(c.Room, room));

    public void Show(ChatLine line, Conversation where) => where.Add(line, inFront: where == Front);

    public void Know(IEnumerable<string> rooms, IEnumerable<string> people)
    {
        foreach (var room in rooms.Take(MaxNames - Rooms.Count))
            Rooms.Add(room);
        foreach (var login in people.Take(MaxNames - People.Count))
            People.Add(login);
    }

    public void BringToFront(Conversation conversation)
    {
        _front = Math.Max(0, _conversations.IndexOf(conversation));
        Front.Read();
    }

    /// <summary>The next or previous one, around the corner.</summary>
    public void Step(int by) => BringToFront(_conversations[(_front + by + _conversations.Count) % _conversations.Count]);

    /// <summary>By its number from 1, if there is one.</summary>
    public void Switch(int number)
    {
        if (number >= 1 && number <= _conversations.Count)
            BringToFront(_conversations[number - 1]);
    }

    /// <summary>Takes a conversation off the screen; if it was in front, <paramref name="heir"/> is now.</summary>
    public void Replace(Conversation gone, Conversation heir)
    {
        var wasFront = Front == gone;
        var front = Front;
        _conversations.Remove(gone);
        BringToFront(wasFront ? heir : front);
    }

    private Conversation Open(Conversation conversation)
    {
        // The nameless first one has served when the first room opens: its lines stay readable above the room's.
        if (_conversations is [{ Room: null, With: null } first])
        {
            foreach (var line in first.Lines)
                conversation.Add(line, inFront: true);
            _conversations[0] = conversation;
            return conversation;
        }
        _conversations.Add(conversation);
        return conversation;
    }

    private Conversation? Find(Predicate<Conversation> fits) => _conversations.Find(fits);

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
