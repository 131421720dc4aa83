using Parley.Contracts;

namespace Parley.Client;

/// <summary>One link that has said hello, with the work that goes on beside it: catching up and keeping the time.</summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;
    private readonly ServerClock _clock;
    private Task _beside = Task.CompletedTask;

    private Session(ServerAddress address, ServerCertificate? certificate, Link link, ServerClock clock, TimeProvider time)
    {
        Address = address;
        Certificate = certificate;
        Link = link;
        _clock = clock;
        _time = time;
    }

    public ServerAddress Address { get; }

    public ServerCertificate? Certificate { get; }

    public Link Link { get; }

    public Welcome? Welcome { get; private set; }

    /// <summary>Connects, says hello and takes a first reading of the server's clock.</summary>
    public static async Task<Session> OpenAsync(ServerAddress address, Dialer dialer, Hello hello, Inbox inbox, ServerClock clock, TimeProvider time, CancellationToken cancellationToken)
    {
        var (stream, certificate) = await dialer.DialAsync(address, cancellationToken).ConfigureAwait(false);
        var session = new Session(address, certificate, new Link(stream, time, inbox.Receive), clock, time);
        try
        {
            clock.StartOver(await session.GreetAsync(hello, cancellationToken).WaitAsync(dialer.Patience, time, cancellationToken).ConfigureAwait(false));
            var token = session._stop.Token;
            session._beside = Task.WhenAll(session.KeepTimeAsync(token), new CatchUp(inbox, session.Link, time).RunAsync(token));
            return session;
        }
        catch (TimeoutException e)
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw new IOException($"{address}: no answer within {dialer.Patience.TotalSeconds:0} s", e);
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Link.DisposeAsync().ConfigureAwait(false);
        // Ends by the token or by the loss of the link; neither is news here.
        await _beside.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task<ClockReading> GreetAsync(Hello hello, CancellationToken cancellationToken)
    {
        Welcome = await Link.AskAsync<Welcome>(hello, cancellationToken).ConfigureAwait(false);
        return await ReadClockAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<ClockReading> ReadClockAsync(CancellationToken cancellationToken)
    {
        var t0 = _clock.LocalMilliseconds;
        // The answer is stamped in the read loop: what waits behind it must not look like time on the way.
        var reading = new TaskCompletionSource<ClockReading>(TaskCreationOptions.RunContinuationsAsynchronously);
        Link.Send(new AskTime(t0), answer =>
        {
            if (answer is TimeAnswer time)
                reading.TrySetResult(_clock.Read(t0, time.T1, time.T2));
            else
                reading.TrySetException(new LinkLostException("The server does not tell its time."));
        });
        var first = await Task.WhenAny(reading.Task, Link.Ended).WaitAsync(cancellationToken).ConfigureAwait(false);
        return first == reading.Task ? await reading.Task.ConfigureAwait(false) : throw await Link.Ended.ConfigureAwait(false);
    }

    private async Task KeepTimeAsync(CancellationToken cancellationToken)
    {
        for (var samples = ServerClock.SamplesAtStart - 1; ; samples = ServerClock.SamplesLater)
        {
            for (var i = 0; i < samples; i++)
                _clock.Offer(await ReadClockAsync(cancellationToken).ConfigureAwait(false));
            await Task.Delay(TimeSpan.FromSeconds(Welcome?.Resync ?? Contracts.Welcome.DefaultResync), _time, cancellationToken).ConfigureAwait(false);
        }
    }
}
