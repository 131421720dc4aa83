namespace Parley.Gateway.Tls;

/// <summary>A certificate or key can't be used. The message is for the operator and names the file.</summary>
public sealed class CertificateException(string message, Exception? inner = null) : Exception(message, inner);
