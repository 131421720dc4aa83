using Parley.Core.Turns;

namespace Parley.Storage.Postgres.Log;

/// <summary>Tells those who wait for a commit, on one thread of the pool and in one turn: what it made durable is written to each connection at once.</summary>
internal sealed class Answers(PendingAppend[] items, Exception? error) : IThreadPoolWorkItem
{
    /// <param name="error">Null when the commit is durable.</param>
    public static void Tell(IEnumerable<PendingAppend> items, Exception? error = null) =>
        ThreadPool.UnsafeQueueUserWorkItem(new Answers([.. items], error), preferLocal: false);

    void IThreadPoolWorkItem.Execute() => Turn.Run(this, static answers => answers.Tell());

    private void Tell()
    {
        foreach (var item in items)
        {
            if (error is null)
                item.Complete();
            else
                item.Fail(error);
        }
    }
}
