using Parley.Contracts;
using Parley.Gateway.Connections;
using Parley.Testing;

namespace Parley.Gateway.Tests;

/// <summary>A handler that says what happened to it and does what a test wants. By default it echoes lines.</summary>
internal sealed class TestHandler(IConnection connection) : IConnectionHandler
{
    private readonly TaskCompletionSource<CloseReason> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IConnection Connection { get; } = connection;

    public Func<CancellationToken, ValueTask>? OnOpened { get; set; }

    public Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<int>>? OnInput { get; set; }

    public Func<CancellationToken, ValueTask>? OnEndOfInput { get; set; }

    public Func<CloseReason, ReadOnlyMemory<byte>>? Words { get; set; }

    public int ClosedCalls;

    public CancellationToken Token { get; private set; }

    /// <summary>Names of the threads that called.</summary>
    public HashSet<string?> Threads { get; } = [];

    public Task<CloseReason> Closed => _closed.Task.InTime();

    public bool IsClosed => _closed.Task.IsCompleted;

    public async ValueTask OpenedAsync(CancellationToken cancellationToken)
    {
        Token = cancellationToken;
        Threads.Add(Thread.CurrentThread.Name);
        if (OnOpened is not null)
            await OnOpened(cancellationToken);
    }

    public ValueTask<int> ReceiveAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        Threads.Add(Thread.CurrentThread.Name);
        return OnInput is null ? ValueTask.FromResult(Echo(input)) : OnInput(input, cancellationToken);
    }

    public async ValueTask EndOfInputAsync(CancellationToken cancellationToken)
    {
        if (OnEndOfInput is not null)
            await OnEndOfInput(cancellationToken);
    }

    public ReadOnlyMemory<byte> LastWords(CloseReason reason) => Words?.Invoke(reason) ?? default;

    public ValueTask ClosedAsync(CloseReason reason)
    {
        Interlocked.Increment(ref ClosedCalls);
        _closed.TrySetResult(reason);
        return ValueTask.CompletedTask;
    }

    public int Echo(ReadOnlyMemory<byte> input)
    {
        var end = input.Span.LastIndexOf((byte)'\n') + 1;
        if (end > 0)
            Connection.TrySend(input[..end].ToArray());
        return end;
    }
}
