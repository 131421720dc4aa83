namespace Parley.Client;

/// <summary>How the bytes travel.</summary>
public enum Transport
{
    /// <summary>TCP in clear: for loopback, or where somebody asked for it in so many words.</summary>
    Tcp,

    /// <summary>TLS over TCP.</summary>
    Tls,

    /// <summary>A Unix domain socket on this machine.</summary>
    Unix,
}
