namespace Parley.Protocol.Line;

/// <summary>The bytes of the telnet protocol (RFC 854, options of RFC 857) that a line client may speak.</summary>
public static class Telnet
{
    internal const byte SubnegotiationEnd = 240;
    internal const byte AreYouThere = 246;
    internal const byte Subnegotiation = 250;
    internal const byte Will = 251;
    internal const byte Wont = 252;
    internal const byte Do = 253;
    internal const byte Dont = 254;
    internal const byte Command = 255;
    internal const byte Echo = 1;

    /// <summary>The server will echo, and then does not: what is typed stays unseen (RFC 857).</summary>
    public static ReadOnlySpan<byte> HideInput => [Command, Will, Echo];

    /// <summary>The client echoes again.</summary>
    public static ReadOnlySpan<byte> ShowInput => [Command, Wont, Echo];
}
