using System.ComponentModel.DataAnnotations;

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
}

public sealed class TimeSettings
{
    /// <summary>Seconds between a client's exchanges of time with the server; told in <c>welcome</c>.</summary>
    [Range(5, 86_400)]
    public int Resync { get; set; } = 60;
}

public sealed class RoomSettings
{
    /// <summary><c>door</c>: as the door that makes the room says; else this for every new room.</summary>
    [AllowedValues("door", "owner", "occupied", "kept")]
    public string Lifetime { get; set; } = "door";

    /// <summary>Seconds a room outlives its owner's last session; 0 in the classic profile.</summary>
    [Range(0, 86_400)]
    public int OwnerGrace { get; set; } = 60;

    /// <summary><c>#cR</c> of an existing room enters it instead of error 202.</summary>
    public bool CreateJoinsExisting { get; set; }

    /// <summary><c>separate</c>: each session of an account has its own current room; <c>shared</c>: where one goes the others go.</summary>
    [AllowedValues("separate", "shared")]
    public string Sessions { get; set; } = "separate";

    /// <summary>Rooms an account may own at a time; administrators have no limit.</summary>
    [Range(1, 1_000_000)]
    public int MaxPerAccount { get; set; } = 50;
}

public sealed class AccountSettings
{
    /// <summary>Whether people may make their own accounts.</summary>
    public bool Registration { get; set; } = true;

    /// <summary>Characters; 1 in the classic profile.</summary>
    [Range(1, 64)]
    public int MinPassword { get; set; } = 8;

    /// <summary>UTF-8 bytes.</summary>
    [Range(8, Contracts.Limits.PasswordBytes)]
    public int MaxPassword { get; set; } = Contracts.Limits.PasswordBytes;

    /// <summary><c>default</c>: 600,000 iterations; <c>cheapest</c>: for tests, only with --allow-test-settings.</summary>
    [AllowedValues("default", "cheapest")]
    public string PasswordHash { get; set; } = "default";

    /// <summary>Accounts that may be made from one address in an hour; the addresses of <see cref="LimitSettings.Exempt"/> have no limit.</summary>
    [Range(1, 100_000)]
    public int RegistrationsPerHour { get; set; } = 30;

    /// <summary><c>#show users all</c> for everybody, or for moderators and administrators only.</summary>
    public bool ListAll { get; set; } = true;
}

public sealed class AuthSettings
{
    /// <summary>Where a password may come in clear: <c>loopback</c>, <c>private</c> (also private and link-local addresses) or <c>always</c>; elsewhere 217.</summary>
    [AllowedValues("loopback", "private", "always")]
    public string Plaintext { get; set; } = "loopback";

    /// <summary>Failures a minute for one login from one address, after which further tries wait.</summary>
    [Range(1, 1000)]
    public int FailuresPerLogin { get; set; } = 5;

    /// <summary>Failures a minute from one address.</summary>
    [Range(1, 10_000)]
    public int FailuresPerAddress { get; set; } = 60;
}

public sealed class PrivateSettings
{
    /// <summary>Messages to somebody offline: <c>deliver</c> at the next login, or <c>refuse</c> with 214.</summary>
    [AllowedValues("deliver", "refuse")]
    public string Offline { get; set; } = "deliver";

    /// <summary>A private message to oneself is stored as a note instead of 213.</summary>
    public bool Notes { get; set; }
}

public sealed class HistorySettings
{
    /// <summary><c>all</c>: a member sees the room's history from before joining; <c>since-join</c>: only what came after the person's first join.</summary>
    [AllowedValues("all", "since-join")]
    public string Visible { get; set; } = "all";
}

public sealed class LimitSettings
{
    /// <summary>Lines a second; past <see cref="Burst"/> the connection is read more slowly.</summary>
    [Range(1, 100_000)]
    public int Rate { get; set; } = 20;

    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 100;

    /// <summary>Lines of one connection that may be waiting their turn; one more is refused with 216.</summary>
    [Range(1, 1_000_000)]
    public int RateQueue { get; set; } = 1000;

    /// <summary>Addresses or networks (CIDR) without throttling. <c>unix</c> is the Unix socket.</summary>
    public IReadOnlyList<string> Exempt { get; set; } = ["127.0.0.0/8", "::1/128", "unix"];

    /// <summary>Output bytes that may wait for one connection; past it the connection closes as a slow reader.</summary>
    [Range(64 * 1024, 1024 * 1024 * 1024)]
    public int SendBytes { get; set; } = 1024 * 1024;

    /// <summary>Seconds that waiting output may stand still before the connection closes; also the limit for noticing a dead link.</summary>
    [Range(5, 600)]
    public int StallSeconds { get; set; } = 30;

    /// <summary>Seconds from connect to login.</summary>
    [Range(5, 3600)]
    public int LoginSeconds { get; set; } = 120;

    /// <summary>Connections in all.</summary>
    [Range(1, 1_000_000)]
    public int Connections { get; set; } = 100_000;

    /// <summary>Connections from one address; exempt addresses have no limit.</summary>
    [Range(1, 1_000_000)]
    public int ConnectionsPerAddress { get; set; } = 500;
}

public sealed class LineSettings
{
    /// <summary>Whether senders see their own lines at first (<c>#echo</c>).</summary>
    public bool Echo { get; set; } = true;

    /// <summary><c># text</c>, <c>#1</c> and <c>#</c> alone are messages; false refuses them with 200.</summary>
    public bool HashText { get; set; } = true;

    /// <summary>Hints such as "you are already in the default room"; off in the classic profile.</summary>
    public bool Hints { get; set; } = true;

    /// <summary>Messages shown on entering a room that keeps its history; 0 in the classic profile.</summary>
    [Range(0, Contracts.Limits.PageSize)]
    public int History { get; set; } = 10;
}
