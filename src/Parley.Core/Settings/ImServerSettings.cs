using System.ComponentModel.DataAnnotations;

namespace Parley.Core.Settings;

/// <summary>The key and value page of the course exercise. It asks nobody who they are. docs/protocol/imserver.md.</summary>
public sealed class ImServerSettings
{
    public bool Enabled { get; set; } = true;

    /// <summary>Also for others than this machine; a listener of <c>--imserver</c> is for whoever reaches it.</summary>
    public bool Remote { get; set; }

    /// <summary>Every answer ends with a line feed, as the original's.</summary>
    public bool TrailingNewline { get; set; } = true;

    /// <summary>What a get of a missing key says: nothing, or PHP's warning.</summary>
    [AllowedValues("newline", "warning")]
    public string MissingKey { get; set; } = "newline";

    /// <summary>HTML in stored text is shown as text.</summary>
    public bool EscapePage { get; set; } = true;

    /// <summary>Bytes of one value.</summary>
    [Range(1, 64 * 1024)]
    public int MaxValue { get; set; } = 64 * 1024;

    /// <summary>Keys of one namespace.</summary>
    [Range(1, 1_000_000)]
    public int MaxKeys { get; set; } = 10_000;

    /// <summary>Bytes of one namespace, keys and values together.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Namespaces in all; each address may begin a tenth of them.</summary>
    [Range(1, 100_000)]
    public int MaxNamespaces { get; set; } = 1000;

    /// <summary>Days after which a namespace that nobody has asked for is emptied; 0: never.</summary>
    [Range(0, 3650)]
    public int IdleDays { get; set; } = 90;

    /// <summary>The namespaces there may be (<c>team1/ex1</c>, <c>/</c> for the root); empty: any.</summary>
    public IReadOnlyList<string> Namespaces { get; set; } = [];

    /// <summary>Namespaces in which who spoke last must wait: <c>__waiting__</c> is enforced.</summary>
    public IReadOnlyList<string> Turn { get; set; } = [];

    /// <summary>Namespaces that share a room's conversation, as <c>NAMESPACE=ROOM</c>.</summary>
    public IReadOnlyList<string> Rooms { get; set; } = [];
}
