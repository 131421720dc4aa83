using System.Globalization;
using Parley.Client;
using Parley.Contracts;

namespace Parley.Terminal;

/// <summary>The way of a chat among the peers of this network while its server is out of reach, and back.</summary>
internal sealed class AmongPeers(ParleyClient server, IPeerDevice device, TimeProvider time) : IAsyncDisposable
{
    /// <summary>A server that is only started again should not send anybody away.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private const int Remembered = 50_000;

    private readonly Recently _seen = new(Remembered);
    private volatile ParleyClient? _peers;
    private volatile bool _isOver;
    private volatile Action? _goOver;
    private ITimer? _losing;

    /// <summary>The way that commands take now; null: to the server.</summary>
    public ParleyClient? Front => _isOver ? _peers : null;

    /// <summary>The device's own door, once it is among the peers.</summary>
    public ParleyClient? Device => _peers;

    /// <summary>Told of private words to somebody who is not known here, which wait for the server.</summary>
    public Action<string>? Waiting { get; set; }

    /// <summary>Makes this computer one of the peers, as soon as the server says so; not where that knows nothing of devices.</summary>
    /// <param name="placed">As in <see cref="IPeerDevice.BeginAsync"/>.</param>
    /// <exception cref="IOException">It can't be one here.</exception>
    public async Task BeginAsync(Action<PlacesGiven> placed, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await OpenAsync(await device.BeginAsync(server, placed, cancellationToken), cancellationToken);
                return;
            }
            catch (ChatException e) when (e.Code is not (ErrorCode.LoginFirst or ErrorCode.Busy or ErrorCode.StorageUnavailable or ErrorCode.TooFast or ErrorCode.Stopping))
            {
                return;
            }
            catch (Exception e) when (e is ChatException or LinkLostException)
            {
                // It went away at once, or is not back yet.
                await Task.Delay(Patience, time, cancellationToken);
            }
        }
    }

    /// <summary>Makes this computer one of the peers while the server is out of reach.</summary>
    /// <param name="placed">As in <see cref="IPeerDevice.BeginAsync"/>.</param>
    /// <exception cref="IOException">It can't be one here.</exception>
    public async Task ResumeAsync(Action<PlacesGiven> placed, CancellationToken cancellationToken) =>
        await OpenAsync(await device.ResumeAsync(server, placed, cancellationToken), cancellationToken);

    /// <summary>Tells what happens among the peers until it is cancelled.</summary>
    public async Task TellAsync(Action<Event> show, CancellationToken cancellationToken)
    {
        if (_peers is not { } peers)
            return;
        await using var open = peers;
        try
        {
            await foreach (var happened in peers.ReadEventsAsync(cancellationToken))
                show(happened);
        }
        finally
        {
            _peers = null;
        }
    }

    /// <summary>After a return to the server, at which another statement may be had.</summary>
    public async Task RenewAsync(Action<PlacesGiven> placed, CancellationToken cancellationToken)
    {
        try
        {
            await device.BeginAsync(server, placed, cancellationToken);
        }
        catch (Exception e) when (e is ChatException or LinkLostException or IOException)
        {
            // At the next return.
        }
    }

    /// <summary>The link is lost: <paramref name="goOver"/> is called if it stays so.</summary>
    public void Lost(Action goOver)
    {
        _goOver = goOver;
        AfterLoss();
    }

    /// <summary>It did not work, or is not yet due.</summary>
    public void Again(Action goOver) => _losing ??= time.CreateTimer(_ => goOver(), null, Patience, Timeout.InfiniteTimeSpan);

    /// <summary>From now on commands go to the peers, unless the server is back.</summary>
    /// <returns>False: they don't.</returns>
    public bool GoOver()
    {
        StopWaiting();
        if (_peers is null || server.State is not LinkState.Reconnecting)
            return false;
        _isOver = true;
        return true;
    }

    /// <summary>Posts do too, once the person is in the rooms there: those that wait first.</summary>
    public void Divert() => server.DivertPosts(PostAsync);

    /// <summary>The server is back.</summary>
    /// <returns>The client of the peers, if it was in front.</returns>
    public ParleyClient? GoBack()
    {
        StopWaiting();
        var front = Front;
        _isOver = false;
        return front;
    }

    public void Admit(IEnumerable<string> rooms) => device.Admit(rooms);

    /// <summary>Of the server: false when it was shown among the peers already.</summary>
    public bool IsNews(EntryEvent entry)
    {
        device.See(entry);
        return _seen.Add(NamesOf(entry));
    }

    /// <summary>Of the peers: false when the server has dealt with it, or it was shown already.</summary>
    public bool IsNewsAmongPeers(EntryEvent entry) =>
        entry.Entry is not { } hash || (entry.Erased != true && !device.IsSettled(hash) && _seen.Add(NamesOf(entry)));

    /// <summary>It is shown, whichever side it is of.</summary>
    public void See(EntryEvent entry)
    {
        _seen.Add(NamesOf(entry));
        if (!_isOver)
            device.See(entry);
    }

    public async ValueTask DisposeAsync()
    {
        StopWaiting();
        await device.DisposeAsync();
    }

    private async Task OpenAsync(ServerAddress door, CancellationToken cancellationToken)
    {
        var peers = new ParleyClient(new ParleyClientOptions { Addresses = [door], OneServer = true, AllowPlaintextSecrets = true, Client = "parley-terminal" });
        try
        {
            await peers.ConnectAsync(cancellationToken);
            await peers.LoginWithTokenAsync("own peer", cancellationToken);
            _peers = peers;
            AfterLoss();
        }
        catch
        {
            await peers.DisposeAsync();
            throw;
        }
    }

    private async Task<Posted?> PostAsync(ConversationCommand command)
    {
        // What means a message by its position there means nothing here.
        if (command is not Post { ReplyTo: null } || _peers is not { } peers)
            return null;
        try
        {
            return await peers.PostAsync(command);
        }
        catch (ChatException e) when (e.Code is ErrorCode.NeedsServer or ErrorCode.NoSuchRoom or ErrorCode.NotInRoom or ErrorCode.NoSuchUser)
        {
            if (e.Code is ErrorCode.NoSuchUser && command.To is { } to)
                Waiting?.Invoke(to);
            return null;
        }
    }

    /// <summary>The device may begin after the link was lost, or be one of the peers already.</summary>
    private void AfterLoss()
    {
        if (_goOver is { } goOver && _peers is not null && !_isOver && server.State is LinkState.Reconnecting)
            Again(goOver);
    }

    private void StopWaiting() => Interlocked.Exchange(ref _losing, null)?.Dispose();

    /// <summary>What the same entry has in common wherever it comes from: its hash, its author's id for it, or for private words who wrote what when.</summary>
    private static IEnumerable<string> NamesOf(EntryEvent entry)
    {
        if (entry.Entry is { } hash)
            yield return hash;
        if (entry.Id is { } id)
            yield return $"id {entry.From.ToLowerInvariant()} {id}";
        if (entry is Message { To: not null } message)
            yield return string.Create(CultureInfo.InvariantCulture, $"{message.From} {(message.Written ?? message.Time).ToUnixTimeMilliseconds()} {message.Text}");
    }
}
