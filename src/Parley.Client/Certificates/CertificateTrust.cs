namespace Parley.Client;

/// <summary>Why a server's certificate was accepted.</summary>
public enum CertificateTrust
{
    /// <summary>The system's authorities vouch for it under this name.</summary>
    System,

    /// <summary>It is the one that was seen at the first connection.</summary>
    Pinned,

    /// <summary>The first connection to this address: it is pinned from now on. Show the fingerprint to the person.</summary>
    FirstUse,
}

/// <param name="Fingerprint">SHA-256 of the certificate, upper-case hexadecimal pairs with colons between, as the server prints it.</param>
public sealed record ServerCertificate(string Fingerprint, CertificateTrust Trust);
