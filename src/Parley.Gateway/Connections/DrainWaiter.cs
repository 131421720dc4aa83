namespace Parley.Gateway.Connections;

/// <summary>Somebody who waits until no more than so many bytes are pending.</summary>
internal sealed class DrainWaiter(long bytes)
{
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Task => _drained.Task;

    public bool TryComplete(long pending) => pending <= bytes && _drained.TrySetResult();

    public void Cancel() => _drained.TrySetCanceled();
}
