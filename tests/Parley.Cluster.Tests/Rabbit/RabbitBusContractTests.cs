using Parley.Cluster.Rabbit;
using Parley.Cluster.Tests.Support;
using Parley.Core.Ports;
using Parley.Storage.Tests.Contracts;

namespace Parley.Cluster.Tests.Rabbit;

public sealed class RabbitBusContractTests(BrokerFixture broker) : NodeBusContract
{
    private readonly List<RabbitBus> _opened = [];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var bus in _opened)
            await bus.DisposeAsync();
    }

    protected override async ValueTask<(INodeBus One, INodeBus Other, INodeBus Third)> OpenAsync()
    {
        var settings = broker.Settings($"contract-{Guid.NewGuid():N}");
        for (var i = 0; i < 3; i++)
            _opened.Add(await RabbitBus.OpenAsync(settings, TimeProvider.System, new LogLines(), CancellationToken.None));
        return (_opened[0], _opened[1], _opened[2]);
    }
}
