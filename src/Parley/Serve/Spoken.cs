using Parley.Gateway.Connections;

namespace Parley.Host.Serve;

/// <summary>What a listener's connections speak.</summary>
/// <param name="TooMany">Said to a connection that is one too many.</param>
internal sealed record Spoken(Func<IConnection, IConnectionHandler> Handler, ReadOnlyMemory<byte> TooMany);
