using System.Runtime.CompilerServices;

namespace Parley.Core.Turns;

/// <summary>A thread's present piece of work, such as all the input that was ready at once. What is left to its end is done together: owners of state decide on everything that came, then each connection is written to once.</summary>
/// <remarks>Work under a turn must not block. Outside of turns everything goes to the thread pool. Bounded by what there is to defer: an owner or a shard defers itself at most once at a time.</remarks>
public sealed class Turn
{
    [ThreadStatic]
    private static Turn? _current;

    [ThreadStatic]
    private static Turn? _spare;

    /// <summary>Longer than this a turn keeps others waiting whose input is ready too.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(5);

    private readonly Queue<IThreadPoolWorkItem> _owners = new();
    private readonly Queue<IThreadPoolWorkItem> _writers = new();
    private long _began;

    /// <summary>Runs an owner of state at the end of the thread's turn, before the writers; without a turn, on the pool.</summary>
    public static void Later(IThreadPoolWorkItem owner)
    {
        if (_current is { } turn)
            turn._owners.Enqueue(owner);
        else
            ThreadPool.UnsafeQueueUserWorkItem(owner, preferLocal: false);
    }

    /// <summary>Runs a writer when all owners have run; without a turn, on the pool.</summary>
    public static void Last(IThreadPoolWorkItem writer)
    {
        if (_current is { } turn)
            turn._writers.Enqueue(writer);
        else
            ThreadPool.UnsafeQueueUserWorkItem(writer, preferLocal: false);
    }

    /// <summary>True when the thread's turn has lasted long enough: who has more to do goes on <see cref="Outside"/> of it.</summary>
    public static bool IsLong => _current is { } turn && TimeProvider.System.GetElapsedTime(turn._began) > Long;

    /// <summary>To be awaited before work that may block or take long: goes on outside of any turn.</summary>
    public static OutsideAwaitable Outside() => default;

    /// <summary>Does the work as a turn of the calling thread, with all that it defers.</summary>
    public static void Run<T>(T state, Action<T> work)
    {
        var turn = _spare ?? new Turn();
        _spare = null;
        turn.Begin();
        try
        {
            work(state);
        }
        finally
        {
            while (turn.End())
                turn.Begin();
            _spare = turn;
        }
    }

    public void Begin() => (_current, _began) = (this, TimeProvider.System.GetTimestamp());

    /// <summary>Does what was deferred, each piece once.</summary>
    /// <returns>True when pieces deferred others in vain: begin again soon, and look for input between.</returns>
    public bool End()
    {
        for (var rest = _owners.Count; rest > 0; rest--)
            _owners.Dequeue().Execute();
        for (var rest = _writers.Count; rest > 0; rest--)
            _writers.Dequeue().Execute();
        _current = null;
        return _owners.Count + _writers.Count > 0;
    }

    public readonly struct OutsideAwaitable : ICriticalNotifyCompletion
    {
        public OutsideAwaitable GetAwaiter() => this;

        public bool IsCompleted => _current is null;

        public void GetResult()
        {
        }

        public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

        public void UnsafeOnCompleted(Action continuation) => ThreadPool.UnsafeQueueUserWorkItem(static go => go(), continuation, preferLocal: false);
    }
}
