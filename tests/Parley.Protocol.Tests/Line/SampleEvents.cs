using Parley.Contracts;

namespace Parley.Protocol.Tests.Line;

internal static class SampleEvents
{
    public static readonly ConversationId Conversation = new(7);
    private static readonly DateTimeOffset Time = DateTimeOffset.Parse("2026-11-21T19:02:33Z");

    public static Message Said(string from, string text) =>
        new() { Room = "uci", Conversation = Conversation, Position = new Position(12), From = from, Time = Time, Text = text };

    public static Message Whispered(string from, string to, string text) => Said(from, text) with { Room = null, To = to };

    public static Edit Edited(string from, long target, string text) =>
        new() { Room = "uci", Conversation = Conversation, Position = new Position(13), From = from, Time = Time, Target = new Position(target), Text = text };

    public static Redaction TakenBack(string from, long target, string? reason) =>
        new() { Room = "uci", Conversation = Conversation, Position = new Position(14), From = from, Time = Time, Target = new Position(target), Reason = reason };

    public static Posted Confirmed(string? room = null, string? to = null, bool? delivered = null, string? id = null) =>
        new(Conversation, new Position(12), Time, id, room, to, delivered);

    public static RoomShown Shown(string room, int people, bool isDefault = false, bool yours = false) =>
        new(room, Conversation, people, Kept: false, isDefault, yours, yours ? "ana" : null);

    public static Reaction Reacted(string from, long target, string text) =>
        new() { Room = "uci", Conversation = Conversation, Position = new Position(15), From = from, Time = Time, Target = new Position(target), Text = text };

    public static TopicChanged Topic(string from, string text) =>
        new() { Room = "uci", Conversation = Conversation, Position = new Position(16), From = from, Time = Time, Text = text };

    public static RulesChanged Rules(string from, params RuleChange[] changes) =>
        new() { Room = "uci", Conversation = Conversation, Position = new Position(17), From = from, Time = Time, Changes = changes };

    public static MemberKicked Kicked(string login, string? reason = null, string? now = null) => new("uci", Conversation, login, "eva", reason, now);

    public static RulesShown ShownRules() => new(
        "uci",
        "guardia",
        [new RuleShown("moderated"), new RuleShown("limit", "10"), new RuleShown("ban", "a:bob", "eva!~u@parley", Time)],
        [new RankShown("eva", "owner")]);

    public static TopicShown ShownTopic() => new("uci", "guardia", "eva", Time);

    public static TurnChanged Turned(string from, string action, params string[] people) =>
        new() { Room = "uci", Conversation = Conversation, Position = new Position(18), From = from, Time = Time, Action = action, People = people.Length == 0 ? null : people };

    public static TurnState Turn(string? turn, string? waiting) => new(Conversation, "uci") { On = true, Turn = turn, Waiting = waiting, Lease = 300, Until = Time };

    public static IEnumerable<Event> OneOfEach() =>
    [
        Reacted("bob", 12, "👍"), Topic("bob", "guardia"), Rules("bob", new RuleChange("moderated", true)), Kicked("bob", "ruido"), new Invited("uci", "ana", "bob"),
        ShownRules(), ShownTopic(), new Renamed("bob", "bobby"), new AwayChanged("ana", "comiendo"),
        Turned("bob", "pass"), Turn("bob", "ana"),
        Said("bob", "hola"), Edited("bob", 12, "hola"), TakenBack("bob", 12, "x"), Confirmed(to: "bob", delivered: true, id: "c1"),
        new HistoryPage(Conversation, [Said("bob", "hola") with { Erased = true }, Edited("bob", 1, "x"), TakenBack("bob", 1, null)], new Position(1), new Position(12), true, "uci"),
        new SearchResults([Said("bob", "hola"), Whispered("bob", "ana", "ven")], Complete: false, Next: 3),
        new ConversationList([new ConversationShown(Conversation, "bob", new Position(3))]),
        new RoomCreated("uci", Conversation), new RoomEntered("uci", Conversation, 1, default, new Position(1), false, "ana"), new RoomLeft("uci", "default"),
        new AlreadyHome("default"), new RoomDeleted("uci"), new RoomKept("uci"), new RoomClosed("uci", Conversation, "deleted", "ana", "default"),
        new MemberJoined("uci", "bob"), new MemberLeft("uci", "bob", Disconnected: true),
        new RoomList([Shown("default", 2, isDefault: true)], 9, "uci"),
        new UserList("room", [new UserShown("ana", "offline", [])], 1, 2, "uci", "ana"),
        new LoggedIn("ana", "user", "es", "default", "secret", Registered: true), new Done("passwd"),
        new ProfileShown("ana", "Ana", "Pérez", 30, "", "user", Time),
        new TokenList([new TokenShown("t1", null, Time, Time, Current: true)]),
        new DeviceList([new DeviceShown("ana", "firk-sh6x", "bota bata", "linked", 3)]),
        new DeviceRefused("ana", new DeviceMark("firk-sh6x", "bota bata"), new DeviceMark("zjd4-42qb", "bota lobo")),
        new DeviceTrusted("ana", new DeviceMark("zjd4-42qb", "bota lobo")), new PeerWarning("forked", "bob", "zjd4-42qb"),
        new LanguageSet("es"), new Pong(), new TimeAnswer(null, 1, 2),
        new Error(200, "", new Dictionary<string, string> { ["command"] = "#x" }), new Closing(CloseReason.Quit, "ana"),
    ];
}
