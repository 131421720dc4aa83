using Parley.Cluster.Frames;
using Parley.Cluster.Incoming;
using Parley.Cluster.Outgoing;
using Parley.Core.Ports;
using RabbitMQ.Client;

namespace Parley.Cluster.Rabbit;

/// <summary>One connection to a broker, from its opening to its loss; it is never mended, another one is opened. The node's queue lives as long as it.</summary>
internal sealed class RabbitLink : IAsyncDisposable
{
    /// <summary>Frames that the broker sends ahead of those that were heard.</summary>
    private const ushort Prefetch = 64;

    /// <summary>Greatest frame that is taken: a full one with the greatest note on top.</summary>
    private const uint MaxFrameBytes = 4 * 1024 * 1024;

    /// <summary>Bindings on their way without an answer between.</summary>
    public const int BindingsAtOnce = 1000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenDropped = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    private readonly IConnection _connection;
    private readonly IChannel _outgoing;
    private readonly IChannel _incoming;
    private readonly RabbitNames _names;
    private readonly TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _ended = new();
    private int _ignored;

    private RabbitLink(IConnection connection, IChannel outgoing, IChannel incoming, RabbitNames names)
    {
        (_connection, _outgoing, _incoming, _names) = (connection, outgoing, incoming, names);
        Ended = _ended.Token;
        connection.ConnectionShutdownAsync += (_, reason) => EndAsync(Reason.Of(reason));
        outgoing.ChannelShutdownAsync += (_, reason) => EndAsync(Reason.Of(reason));
        incoming.ChannelShutdownAsync += (_, reason) => EndAsync(Reason.Of(reason));
        outgoing.BasicAcksAsync += (_, ack) =>
        {
            Window.Settle(ack.DeliveryTag, ack.Multiple);
            return Task.CompletedTask;
        };
        outgoing.BasicNacksAsync += (_, nack) =>
        {
            foreach (var frame in Window.Settle(nack.DeliveryTag, nack.Multiple))
                Refused?.Invoke(frame);
            return Task.CompletedTask;
        };
    }

    /// <summary>Completes with the reason when nothing can be sent or heard any more.</summary>
    public Task<string> Lost => _lost.Task;

    /// <summary>Cancelled when <see cref="Lost"/> completes.</summary>
    public CancellationToken Ended { get; }

    public ConfirmWindow Window { get; } = new();

    /// <summary>The broker could not take a frame.</summary>
    public event Action<SentFrame>? Refused;

    /// <summary>True once.</summary>
    public bool IsFirstIgnored() => Interlocked.Exchange(ref _ignored, 1) == 0;

    /// <summary>Connects and declares what there must be; nothing is bound or heard yet.</summary>
    public static async Task<RabbitLink> OpenAsync(RabbitAddress address, RabbitSettings settings, NodeId node, int number, CancellationToken ct)
    {
        var endpoint = new AmqpTcpEndpoint(address.Host, address.Port, RabbitTls.OptionsFor(address, settings), MaxFrameBytes);
        var connection = await FactoryFor(address, settings).CreateConnectionAsync([endpoint], $"parley {node}", ct);
        try
        {
            var outgoing = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: false), ct);
            var incoming = await connection.CreateChannelAsync(cancellationToken: ct);
            var link = new RabbitLink(connection, outgoing, incoming, new RabbitNames(settings.Prefix, node, number));
            await link.DeclareAsync(node, settings, ct);
            return link;
        }
        catch
        {
            await AbandonAsync(connection);
            throw;
        }
    }

    /// <summary>The bytes are the caller's again when it has completed.</summary>
    public async Task PublishAsync(OutFrame frame, CancellationToken ct)
    {
        Window.Add(frame.Sent);
        var properties = new BasicProperties();
        // The broker takes further routing keys from this header, and the header off.
        if (frame.Keys.Count > 1)
            properties.Headers = new Dictionary<string, object?>(StringComparer.Ordinal) { ["BCC"] = frame.Keys.Skip(1).ToArray<object>() };
        var exchange = frame.Sent.Kind == FrameKind.Events ? _names.Entries : _names.Notes;
        await _outgoing.BasicPublishAsync(exchange, frame.Keys[0], mandatory: false, properties, frame.Bytes, ct);
    }

    /// <summary>Completes when the broker has carried out all of it.</summary>
    public async Task BindAsync(IReadOnlyList<Binding> bindings, CancellationToken ct)
    {
        foreach (var binding in bindings)
        {
            if (binding.IsBound)
                await _incoming.QueueBindAsync(_names.Queue, _names.Entries, binding.Conversation.ToString(), arguments: null, noWait: true, ct);
            else
                await _incoming.QueueUnbindAsync(_names.Queue, _names.Entries, binding.Conversation.ToString(), arguments: null, ct);
        }
        // A channel's commands are carried out in order, so the answer to this one is the answer to all.
        await _incoming.QueueDeclarePassiveAsync(_names.Queue, ct);
    }

    /// <summary>From now on frames are heard, one after the other.</summary>
    /// <param name="heard">The bytes may be read only until it returns.</param>
    /// <param name="dropped">Frames for this node found no room at the broker; told again and again while it is so, and after the last one.</param>
    public async Task ConsumeAsync(Action<ReadOnlyMemory<byte>> heard, Action dropped, TimeProvider time, CancellationToken ct)
    {
        var droppings = await _connection.CreateChannelAsync(cancellationToken: ct);
        droppings.ChannelShutdownAsync += (_, reason) => EndAsync(Reason.Of(reason));
        await droppings.BasicQosAsync(prefetchSize: 0, prefetchCount: 1, global: false, ct);
        await ConsumeAsync(droppings, _names.Dropped, HearOfDropped, ct);
        await ConsumeAsync(_incoming, _names.Queue, Hear, ct);

        Task Hear(ReadOnlyMemory<byte> frame)
        {
            heard(frame);
            return Task.CompletedTask;
        }

        async Task HearOfDropped(ReadOnlyMemory<byte> frame)
        {
            dropped();
            // Unacknowledged, it keeps the next from being sent.
            await Task.Delay(BetweenDropped, time, Ended);
        }
    }

    /// <summary>Closes the connection after what was sent.</summary>
    public async Task CloseAsync() => await _connection.CloseAsync(Constants.ReplySuccess, "the node stops", LastWords, abort: true, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await EndAsync("closed");
        await AbandonAsync(_connection);
        _ended.Dispose();
        Window.Dispose();
    }

    private static ConnectionFactory FactoryFor(RabbitAddress address, RabbitSettings settings)
    {
        var factory = new ConnectionFactory
        {
            VirtualHost = address.VirtualHost,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = settings.Heartbeat,
            RequestedConnectionTimeout = Patience,
            HandshakeContinuationTimeout = Patience,
            SocketReadTimeout = Patience,
            SocketWriteTimeout = Patience,
        };
        if (address.User is { } user)
            (factory.UserName, factory.Password) = (user, address.Password ?? "");
        else if (address.IsTls && settings.CertificateFile is not null)
            factory.AuthMechanisms = [new ExternalMechanismFactory()];
        return factory;
    }

    private static async Task AbandonAsync(IConnection connection)
    {
        await connection.AbortAsync(Constants.ReplySuccess, "", LastWords);
        await connection.DisposeAsync();
    }

    private async Task DeclareAsync(NodeId node, RabbitSettings settings, CancellationToken ct)
    {
        await _incoming.ExchangeDeclareAsync(_names.Entries, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: ct);
        await _incoming.ExchangeDeclareAsync(_names.Notes, ExchangeType.Topic, durable: true, autoDelete: false, cancellationToken: ct);
        await DeclareQueueAsync(_names.Dropped, new Dictionary<string, object?>(StringComparer.Ordinal) { ["x-max-length"] = 1, ["x-overflow"] = "drop-head" }, ct);
        var limits = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["x-max-length"] = settings.QueueFrames,
            ["x-max-length-bytes"] = settings.QueueBytes,
            ["x-overflow"] = "drop-head",
            ["x-dead-letter-exchange"] = "",
            ["x-dead-letter-routing-key"] = _names.Dropped,
        };
        await DeclareQueueAsync(_names.Queue, limits, ct);
        await _incoming.QueueBindAsync(_names.Queue, _names.Notes, FrameMaker.ToAll, cancellationToken: ct);
        await _incoming.QueueBindAsync(_names.Queue, _names.Notes, node.Value, cancellationToken: ct);
        await _incoming.BasicQosAsync(prefetchSize: 0, Prefetch, global: false, ct);
    }

    private async Task DeclareQueueAsync(string name, Dictionary<string, object?> arguments, CancellationToken ct) =>
        await _incoming.QueueDeclareAsync(name, durable: false, exclusive: true, autoDelete: true, arguments, cancellationToken: ct);

    private async Task ConsumeAsync(IChannel channel, string queue, Func<ReadOnlyMemory<byte>, Task> heard, CancellationToken ct) =>
        await channel.BasicConsumeAsync(queue, autoAck: false, new FrameConsumer(channel, heard, () => _ = EndAsync("the broker has deleted this node's queue")), ct);

    private async Task EndAsync(string reason)
    {
        if (_lost.TrySetResult(reason))
            await _ended.CancelAsync();
    }
}
