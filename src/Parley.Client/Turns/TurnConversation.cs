using Parley.Contracts;

namespace Parley.Client;

/// <summary>A private conversation in which two people take turns. Its state is on the server; it is told, never asked for in a loop. docs/turn-taking.md.</summary>
/// <remarks>Give every event of <see cref="ParleyClient.ReadEventsAsync"/> to <see cref="Take"/>. All members are safe to use from any thread.</remarks>
public sealed class TurnConversation(ParleyClient client, string partner)
{
    private volatile TurnState? _state;

    public string Partner { get; } = partner;

    /// <summary>As last told; null before <see cref="StartAsync"/>.</summary>
    public TurnState? State => _state;

    /// <summary>A reply is allowed, as far as this side knows.</summary>
    public bool MaySpeak => _state is { On: true } state && client.Login is { } me && state.MaySpeak(me);

    /// <summary>Finds out whose turn it is, and begins taking turns where nobody has yet.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NoSuchUser"/>, <see cref="ErrorCode.PrivateToSelf"/>.</exception>
    public async Task<TurnState> StartAsync(CancellationToken cancellationToken = default)
    {
        var state = await RefreshAsync(cancellationToken).ConfigureAwait(false);
        if (state.On == true)
            return state;
        await ActAsync(TurnAct.Start, cancellationToken).ConfigureAwait(false);
        return await RefreshAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks whose turn it is: at the start, and after a reconnect.</summary>
    public async Task<TurnState> RefreshAsync(CancellationToken cancellationToken = default) =>
        _state = await client.AskAsync<TurnState>(new TakeTurns { To = Partner }, cancellationToken).ConfigureAwait(false);

    /// <summary>Says something; completes when it is kept. At a free floor the turn is taken first, so that of two who begin at once one is told so.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotYourTurn"/>: nothing was sent.</exception>
    public async Task<Posted> SayAsync(string text, CancellationToken cancellationToken = default)
    {
        if (_state is { On: true, Turn: null, Waiting: null })
            await ActAsync(TurnAct.Take, cancellationToken).ConfigureAwait(false);
        return await client.PostToAsync(Partner, text, cancellationToken: cancellationToken).ConfigureAwait(false);
    }

    /// <param name="action">One of <see cref="TurnAct"/>.</param>
    public Task<Done> ActAsync(string action, CancellationToken cancellationToken = default) =>
        client.AskAsync<Done>(new TakeTurns(action) { To = Partner }, cancellationToken);

    /// <summary>Takes in what happened. True for what belongs to this conversation.</summary>
    public bool Take(Event happened)
    {
        switch (happened)
        {
            case TurnState { To: { } with } state when Same(with):
                _state = state;
                return true;
            case EntryEvent { Room: null } entry:
                return Same(entry.From) || (entry.To is { } to && Same(to));
            default:
                return false;
        }
    }

    private bool Same(string login) => string.Equals(login, Partner, StringComparison.OrdinalIgnoreCase);
}
