namespace Parley.Host.Operators;

/// <summary>Answers operators: <see cref="OperatorDesk"/> where the store is open, <see cref="RemoteDesk"/> through the control socket.</summary>
internal interface IOperatorDesk
{
    /// <exception cref="Parley.Core.Ports.StorageUnavailableException">Nothing was done; try again.</exception>
    /// <exception cref="IOException">The server ended meanwhile.</exception>
    Task<OperatorReply> HandleAsync(OperatorRequest request, CancellationToken cancellationToken);
}
