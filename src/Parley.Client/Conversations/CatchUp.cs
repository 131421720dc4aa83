using Parley.Contracts;

namespace Parley.Client;

/// <summary>Reads from history what the inbox is behind with, one page at a time, while one link lasts.</summary>
internal sealed class CatchUp(Inbox inbox, Link link, TimeProvider time)
{
    private const int PageSize = 200;

    /// <summary>Runs until the link is lost or the token cancels.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await inbox.WaitForWakeAsync(cancellationToken).ConfigureAwait(false))
        {
            while (inbox.NextBehind() is { } track)
                await ReadPageAsync(track, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ReadPageAsync(Track track, CancellationToken cancellationToken)
    {
        try
        {
            var page = await link.AskAsync<HistoryPage>(track.NextPage(PageSize), cancellationToken).ConfigureAwait(false);
            inbox.Accept(track, page);
        }
        catch (ChatException e) when (e.IsTransient)
        {
            await Task.Delay(e.RetryAfter, time, cancellationToken).ConfigureAwait(false);
        }
        catch (ChatException)
        {
            inbox.Skip(track);
        }
    }
}
