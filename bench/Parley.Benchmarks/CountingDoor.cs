using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Protocol.Json;

namespace Parley.Benchmarks;

/// <summary>A connection without a socket: takes the shared bytes of what it is told, and says when a post was answered.</summary>
internal sealed class CountingDoor : ISessionDoor
{
    private static readonly object Format = new();

    private TaskCompletionSource? _answer;

    public long Bytes { get; private set; }

    public Task NextAnswer() => (_answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public bool TryDeliver(Delivery delivery)
    {
        Bytes += delivery.Frames(Format, 0, static (events, _) => JsonProtocol.Encode(events)).Length;
        if (_answer is not null && delivery.Events.Any(e => e is Posted))
            _answer.TrySetResult();
        return true;
    }

    public ValueTask DrainAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Close(Closing lastWord) => _answer?.TrySetException(new InvalidOperationException($"closed: {lastWord.Reason}"));
}
