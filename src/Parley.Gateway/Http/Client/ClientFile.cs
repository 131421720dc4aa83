namespace Parley.Gateway.Http.Client;

/// <summary>One file of the web client.</summary>
/// <param name="Tag">An entity tag, with its quotes: a hash of the bytes.</param>
/// <param name="Brotli">The same compressed; null where that is not smaller.</param>
/// <param name="IsForever">Its name has a hash of what is in it.</param>
internal sealed record ClientFile(string ContentType, string Tag, byte[] Bytes, byte[]? Brotli, bool IsForever);
