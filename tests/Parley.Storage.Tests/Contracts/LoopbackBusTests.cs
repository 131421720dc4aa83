using Parley.Core.InMemory;
using Parley.Core.Ports;

namespace Parley.Storage.Tests.Contracts;

public sealed class LoopbackBusTests : NodeBusContract
{
    protected override ValueTask<(INodeBus One, INodeBus Other, INodeBus Third)> OpenAsync()
    {
        var one = new LoopbackBus();
        return ValueTask.FromResult<(INodeBus, INodeBus, INodeBus)>((one, one.Join(), one.Join()));
    }
}
