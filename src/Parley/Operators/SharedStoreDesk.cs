using Parley.Core.Nodes;
using Parley.Core.Operators;
using Parley.Core.Ports;
using Parley.Host.Options;

namespace Parley.Host.Operators;

/// <summary>The desk over a database that nodes elsewhere may have open. They take no notice of what is changed behind their backs, so while one lives only what they need not know is done here.</summary>
internal sealed class SharedStoreDesk(IOperatorDesk desk, IClaims claims) : IOperatorDesk
{
    /// <exception cref="RefusedStartException">A node has to be told.</exception>
    public async Task<OperatorReply> HandleAsync(OperatorRequest request, CancellationToken cancellationToken)
    {
        if (MustReachNodes(request) && await NodeLife.ListAsync(claims, cancellationToken) is { Count: > 0 } living)
            throw new RefusedStartException($"nodes that run on this database would not learn of it ({string.Join(", ", living.Select(life => life.Host ?? life.Node.Value))}); run this at one of them, with --data of that node and without --postgres");
        return await desk.HandleAsync(request, cancellationToken);
    }

    private static bool MustReachNodes(OperatorRequest request) =>
        request is SetPassword or SetRole or SuspendAccount or EndSessions or EndSession or EraseAccount or DeleteRoom or KeepRoom;
}
