using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Parley.Core.Ports;
using Parley.Storage.Sqlite.Writing;

namespace Parley.Storage.Sqlite.Search;

/// <summary>Keeps the search index up with the log, behind the accept path: it yields while the log is busy, unless somebody is searching.</summary>
internal sealed class SearchFollower : IAsyncDisposable
{
    private const int BatchEntries = 1000;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly string _directory;
    private readonly Writer _writer;
    private readonly Readers _log;
    private readonly Readers _searches;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();

    // One waiting wake-up is as good as many.
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly Progress _progress = new();
    private readonly ScrubPace _scrubPace;
    private readonly Task _running;
    private SearchIndex? _index;
    private bool _failing; // logged once, until it works again

    public SearchFollower(string directory, Writer writer, Readers log, Readers searches, TimeProvider time, ILogger logger)
    {
        _directory = directory;
        _writer = writer;
        _log = log;
        _searches = searches;
        _time = time;
        _logger = logger;
        _scrubPace = new ScrubPace(time);
        _running = Task.Run(RunAsync, CancellationToken.None);
    }

    /// <summary>The last <c>entry.seq</c> that can be found; -1 before the index is open.</summary>
    public long Seq => _progress.Value;

    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Completes when the index has reached a seq, at the latest after <paramref name="limit"/>; true when it has.</summary>
    public async ValueTask<bool> CatchUpAsync(long seq, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (_progress.Value >= seq)
            return true;
        var reached = _progress.ReachAsync(seq);
        Wake();
        try
        {
            await reached.WaitAsync(limit, _time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Stops; what was not followed yet is at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _index?.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                _index ??= Open();
                await FollowAsync(_index, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is SqliteFailure or StorageUnavailableException or IOException)
            {
                if (!_failing)
                    _logger.SearchFailed(e);
                _failing = true;
                if (e is SqliteFailure { IsOutage: false } or SqliteFailure { IsCorruption: true })
                    ThrowAway(e.Message);
                await Pause(RetryAfter);
            }
        }
    }

    private SearchIndex Open()
    {
        try
        {
            var index = SearchIndex.Open(_directory);
            if (index.Seq <= _writer.DurableSeq)
            {
                _progress.Set(index.Seq);
                return index;
            }
            index.Dispose();
            _logger.SearchRebuilt("it is ahead of the log");
        }
        catch (SqliteFailure e) when (e.IsCorruption)
        {
            _logger.SearchRebuilt(e.Message);
        }
        SearchIndex.Delete(_directory);
        _progress.Set(0);
        return SearchIndex.Open(_directory);
    }

    private async Task FollowAsync(SearchIndex index, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await StepAsync(index, cancellationToken))
                continue;
            if (index.HoldsErased && _scrubPace.IsDue)
            {
                _scrubPace.Run(() => index.Scrub(cancellationToken));
                _logger.SearchScrubbed(_scrubPace.Last.TotalMilliseconds);
            }
            await WaitForMoreAsync(index.HoldsErased, cancellationToken);
        }
    }

    /// <summary>False when there was nothing to follow.</summary>
    private async Task<bool> StepAsync(SearchIndex index, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var durable = _writer.DurableSeq;
        var batch = await _log.ReadAsync(db => SearchSource.Read(db, index.Seq, index.Change, BatchEntries), cancellationToken);
        if (batch.ThroughSeq == index.Seq && batch.ThroughChange == index.Change)
            return false;
        var changesFollowed = batch.ThroughChange > index.Change;
        index.Apply(batch);
        _failing = false;
        _progress.Set(index.Seq);
        if (changesFollowed)
            await _writer.WriteAsync(db => db.Prepare("DELETE FROM search_change WHERE id <= ?").Bind(batch.ThroughChange).Run(), BatchEntries, cancellationToken);
        // A tenth of one core is enough while the log is busy; searches that wait make it hurry.
        if (_writer.DurableSeq > durable)
            await Task.WhenAny(Pause(9 * _time.GetElapsedTime(started)), _progress.SomeoneWaits);
        return true;
    }

    private async Task WaitForMoreAsync(bool scrubLater, CancellationToken cancellationToken)
    {
        var more = _wake.Reader.WaitToReadAsync(cancellationToken).AsTask();
        if (scrubLater)
            await Task.WhenAny(more, Pause(_scrubPace.UntilDue));
        else
            await more;
        while (_wake.Reader.TryRead(out _))
        {
        }
    }

    private void ThrowAway(string reason)
    {
        if (_index is not null)
            _logger.SearchRebuilt(reason);
        _index?.Dispose();
        _index = null;
        _progress.Set(0);
        SearchIndex.Delete(_directory);
        _searches.Renew();
    }

    /// <summary>Ends early, without a word, when the follower stops.</summary>
    private async Task Pause(TimeSpan time) => await Task.Delay(time, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
