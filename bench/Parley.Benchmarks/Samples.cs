using Parley.Contracts;

namespace Parley.Benchmarks;

/// <summary>A message of a hundred bytes and its answer.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Time = new(2026, 11, 21, 7, 10, 0, 123, TimeSpan.Zero);

    public static string Text { get; } = "The patient in bed 4 has slept well; temperature 37.2, pulse 68. Please see her first. ".PadRight(100, '.');

    public static Post Post { get; } = new(Text, "client-00000001") { Room = "uci", Ref = 17 };

    public static Message Message { get; } = new()
    {
        Text = Text,
        Room = "uci",
        Conversation = new ConversationId(7),
        Position = new Position(123_456),
        From = "ana",
        Time = Time,
        Id = "client-00000001",
    };

    /// <summary>As the IRC door tells it to the others in the room.</summary>
    public static Message IrcMessage { get; } = Message with { Id = null, Who = new Face("ana", "ana", "~ana", "ana.user", "Ana Ruiz") };

    public static Posted Posted { get; } = new(new ConversationId(7), new Position(123_456), Time, "client-00000001", "uci") { Ref = 17 };
}
