using Parley.Contracts;

namespace Parley.Core.Sessions;

/// <summary>A login by the client certificate of the connection (SASL EXTERNAL). On no wire: the door knows the certificate.</summary>
/// <param name="Fingerprint">SHA-256 of the certificate; null when there is none.</param>
public sealed record CertificateLogin(ReadOnlyMemory<byte>? Fingerprint) : Command;

/// <summary>From now on, or no more, the certificate logs the caller's account in. On no wire.</summary>
public sealed record TrustCertificate(ReadOnlyMemory<byte>? Fingerprint, bool On) : Command;
