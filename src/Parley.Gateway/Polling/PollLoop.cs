using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using Parley.Core.Turns;

namespace Parley.Gateway.Polling;

/// <summary>A thread that waits for input on its share of the sockets and wakes their readers, which run on it: what is ready at once is one turn. In a turn input is read and parsed, then rooms decide, then outputs are written, all without a hand-over to another thread.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PollLoop : IDisposable
{
    private readonly Epoll _epoll = new();
    private readonly ConcurrentDictionary<long, PolledTransport> _watched = new();

    /// <summary>Bounded by the sockets watched: each is in it once at most.</summary>
    private readonly ConcurrentQueue<PolledTransport> _again = new();
    private readonly Turn _turn = new();
    private readonly ILogger _logger;
    private long _lastTag;
    private int _ending;

    public PollLoop(ILogger logger)
    {
        _logger = logger;
        new Thread(Run) { Name = "parley-poll", IsBackground = true }.Start();
    }

    /// <summary>Wakes the transport whenever there is input, from now until it leaves. Any thread.</summary>
    /// <returns>For <see cref="Leave"/>.</returns>
    /// <exception cref="IOException">The system has no room for more.</exception>
    public long Watch(PolledTransport transport)
    {
        var tag = Interlocked.Increment(ref _lastTag);
        _watched[tag] = transport;
        try
        {
            _epoll.Watch(transport.Handle, tag);
        }
        catch (Win32Exception e)
        {
            // A fault of this connection's transport, as the rest of the server knows them.
            Leave(tag);
            throw new IOException("The socket can't be watched.", e);
        }
        return tag;
    }

    /// <summary>Wakes the transport in the next turn, after the others have had theirs. Any thread.</summary>
    public void WakeAgain(PolledTransport transport)
    {
        _again.Enqueue(transport);
        _epoll.Ring();
    }

    public void Leave(long tag) => _watched.TryRemove(tag, out _);

    /// <summary>Ends the thread; whoever still waits for input is not woken any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ending, 1) == 0)
            _epoll.Ring();
    }

    private void Run()
    {
        var more = false;
        while (Volatile.Read(ref _ending) == 0)
        {
            var count = _epoll.Wait(atOnce: more);
            _turn.Begin();
            for (var rest = _again.Count; rest > 0 && _again.TryDequeue(out var transport); rest--)
                transport.Wake(Signs.Readable);
            for (var i = 0; i < count; i++)
            {
                var (tag, signs) = _epoll[i];
                if (_watched.TryGetValue(tag, out var transport))
                    transport.Wake(signs);
            }
            more = End();
        }
        _epoll.Dispose();
    }

    private bool End()
    {
        try
        {
            return _turn.End();
        }
        catch (Exception e)
        {
            // Owners and shards answer for their own faults; this thread must outlive one that does not.
            _logger.TurnFailed(e);
            return true;
        }
    }
}
