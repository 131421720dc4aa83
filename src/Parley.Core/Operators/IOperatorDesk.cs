using Parley.Core.Ports;

namespace Parley.Core.Operators;

/// <summary>Answers operators: where the store is open, or through the control socket of the server that has it open.</summary>
public interface IOperatorDesk
{
    /// <exception cref="StorageUnavailableException">Nothing was done; try again.</exception>
    /// <exception cref="IOException">The server ended meanwhile.</exception>
    Task<OperatorReply> HandleAsync(OperatorRequest request, CancellationToken cancellationToken);
}
