using Parley.Core.Turns;

namespace Parley.Storage.Sqlite.Writing;

/// <summary>Tells those who wait for a transaction, on one thread of the pool and in one turn: what a commit made durable is written to each connection at once.</summary>
internal sealed class Completions(WorkItem[] items, Exception? error) : IThreadPoolWorkItem
{
    /// <param name="error">Null when the transaction is durable.</param>
    public static void Tell(List<WorkItem> items, Exception? error = null) =>
        ThreadPool.UnsafeQueueUserWorkItem(new Completions([.. items], error), preferLocal: false);

    void IThreadPoolWorkItem.Execute() => Turn.Run(this, static completions => completions.Complete());

    private void Complete()
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
