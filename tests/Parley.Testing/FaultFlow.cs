namespace Parley.Testing;

/// <summary>What happens to the bytes of one direction.</summary>
public sealed class FaultFlow
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _stalled;

    /// <summary>Forwards each byte by itself.</summary>
    public bool Trickle { get; set; }

    /// <summary>Each piece is held for so long before it is forwarded.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Swallows bytes instead of forwarding them: the link looks alive and is not.</summary>
    public bool Discard { get; set; }

    /// <summary>Stops reading: the sender's bytes pile up in the kernel, and then at the sender.</summary>
    public void Stall()
    {
        lock (_gate)
            _stalled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Resume()
    {
        lock (_gate)
        {
            _stalled?.TrySetResult();
            _stalled = null;
        }
    }

    internal Task PassAsync()
    {
        lock (_gate)
            return _stalled?.Task ?? Task.CompletedTask;
    }
}
