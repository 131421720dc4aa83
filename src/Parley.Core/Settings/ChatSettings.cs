namespace Parley.Core.Settings;

/// <summary>The tree of settings that chat itself reads; each key is a path of these names in kebab-case (<c>rooms.owner-grace</c>). docs/operating.md lists them all.</summary>
public sealed class ChatSettings
{
    public RoomSettings Rooms { get; init; } = new();

    public AccountSettings Accounts { get; init; } = new();

    public AuthSettings Auth { get; init; } = new();

    public PrivateSettings Private { get; init; } = new();

    public HistorySettings History { get; init; } = new();

    public LimitSettings Limits { get; init; } = new();

    public LineSettings Line { get; init; } = new();

    public TimeSettings Time { get; init; } = new();

    public ChannelSettings Channels { get; init; } = new();

    public IrcSettings Irc { get; init; } = new();

    public TurnSettings Turns { get; init; } = new();

    public ImServerSettings ImServer { get; init; } = new();

    public HttpSettings Http { get; init; } = new();

    public MetricsSettings Metrics { get; init; } = new();

    public FileSettings Files { get; init; } = new();
}
