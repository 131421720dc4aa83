using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Core.Tests;

/// <summary>A connection that writes down all it is told and counts it as written.</summary>
internal sealed class RecordingDoor : ISessionDoor
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly List<Event> _told = [];
    private readonly List<Action> _unacknowledged = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Closing? Closed { get; private set; }

    /// <summary>True: the peer acknowledges only when somebody asks by <see cref="ArrivedAsync"/>.</summary>
    public bool AcknowledgesLate { get; set; }

    /// <summary>False: takes no more, as a connection whose budget is spent.</summary>
    public bool Takes { get; set; } = true;

    public IReadOnlyList<Event> Told
    {
        get
        {
            lock (_lock)
                return [.. _told];
        }
    }

    public IReadOnlyList<string> Texts => [.. Told.OfType<Message>().Select(m => m.Text)];

    public bool TryDeliver(Delivery delivery)
    {
        if (!Takes)
            return false;
        lock (_lock)
        {
            _told.AddRange(delivery.Events);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (AcknowledgesLate && delivery.Arrived is { } arrived)
            {
                _unacknowledged.Add(arrived);
                return true;
            }
        }
        delivery.Arrived?.Invoke();
        return true;
    }

    public ValueTask ArrivedAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var arrived in _unacknowledged)
                arrived();
            _unacknowledged.Clear();
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask DrainAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Close(Closing lastWord)
    {
        lock (_lock)
        {
            Closed ??= lastWord;
            _changed.TrySetResult();
        }
    }

    public void Forget()
    {
        lock (_lock)
            _told.Clear();
    }

    /// <summary>The first event of the type that fits, waiting for it.</summary>
    public async Task<T> SeesAsync<T>(Func<T, bool>? fits = null)
        where T : Event
    {
        await UntilAsync(told => told.OfType<T>().Any(e => fits?.Invoke(e) ?? true));
        return Told.OfType<T>().First(e => fits?.Invoke(e) ?? true);
    }

    public async Task UntilAsync(Func<IReadOnlyList<Event>, bool> holds)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            Task changed;
            lock (_lock)
                changed = _changed.Task;
            if (holds(Told))
                return;
            await changed.WaitAsync(limit.Token);
        }
    }
}
