using System.ComponentModel.DataAnnotations;

namespace Parley.Core.Settings;

public sealed class HistorySettings
{
    /// <summary><c>all</c>: a member sees the room's history from before joining; <c>since-join</c>: only what came after the person's first join.</summary>
    [AllowedValues("all", "since-join")]
    public string Visible { get; set; } = "all";

    /// <summary>Messages are written to the store. False: they live in memory until the server ends; positions and order stay.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>IRC: entries of a room, from the newest, that can be asked for or replayed; never what is kept. 0: none.</summary>
    [Range(0, 1_000_000_000)]
    public int ChannelLength { get; set; } = 1_000_000;

    /// <summary>IRC: the same for a private conversation.</summary>
    [Range(0, 1_000_000_000)]
    public int DmLength { get; set; } = 1_000_000;

    /// <summary>IRC: messages in one answer to CHATHISTORY.</summary>
    [Range(1, Contracts.Limits.PageSize)]
    public int ChathistoryMax { get; set; } = Contracts.Limits.PageSize;

    /// <summary>IRC: missed messages shown on joining to clients without CHATHISTORY; 0: none.</summary>
    [Range(0, Contracts.Limits.PageSize)]
    public int Autoreplay { get; set; } = 50;

    /// <summary>IRC: people may redact what they wrote themselves; moderators may always.</summary>
    public bool AllowRedactOwn { get; set; } = true;

    /// <summary>IRC: reactions and other kept kinds of TAGMSG are stored; false: they are only relayed.</summary>
    public bool StoreTagmsg { get; set; } = true;
}
