using System.Net;
using Microsoft.AspNetCore.Http;
using Parley.Contracts;
using Parley.Core.Ports;
using Parley.Core.Sessions;

namespace Parley.Gateway.Http.Visits;

/// <summary>One request's stay in the chat: a session of nobody's presence, asked and left again. docs/adr/0010.</summary>
internal sealed class Visit : ISessionDoor, IAsyncDisposable
{
    private readonly Lock _lock = new();
    private TaskCompletionSource<Event>? _asked;
    private TaskCompletionSource _news = NewNews();
    private long _ref;
    private bool _closed;

    public Visit(Web web, HttpContext context)
    {
        var connection = context.Connection;
        var remote = connection.RemoteIpAddress is { } address ? new IPEndPoint(Tcp.AddressNetworks.Plain(address), connection.RemotePort) : null;
        Session = web.Chat.Open(this, web.Settings.OriginOf(remote?.Address, context.Request.IsHttps, "http"), Manner.Visiting, Requests.Language.Of(context));
    }

    /// <summary>For what acts by itself.</summary>
    public Visit(Web web, Origin origin, string lang) => Session = web.Chat.Open(this, origin, Manner.Visiting, lang);

    public Session Session { get; }

    /// <summary>The answer to a command, which may be an <see cref="Error"/>.</summary>
    public async Task<Event> AskAsync(Command command, CancellationToken cancellationToken)
    {
        var asked = new TaskCompletionSource<Event>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _asked = asked;
            command = command with { Ref = ++_ref };
        }
        await Session.HandleAsync(command, cancellationToken);
        return await asked.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Completes when an entry of a room that was joined has come since the last call, or since the start.</summary>
    /// <exception cref="OperationCanceledException">The visit was ended from outside, or the token fired.</exception>
    public async Task NewsAsync(CancellationToken cancellationToken)
    {
        Task news;
        lock (_lock)
            news = _news.Task;
        await news.WaitAsync(cancellationToken);
        lock (_lock)
        {
            if (!_closed)
                _news = NewNews();
        }
    }

    public bool TryDeliver(Delivery delivery)
    {
        for (var i = 0; i < delivery.Events.Count; i++)
            Take(delivery.Events[i]);
        return true;
    }

    public ValueTask DrainAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>The session's last word answers what was asked; without a question the visit was ended from outside.</summary>
    public void Close(Closing lastWord)
    {
        TaskCompletionSource<Event>? asked;
        lock (_lock)
        {
            (asked, _closed) = (_asked, true);
            if (!_news.TrySetCanceled())
            {
                _news = NewNews();
                _news.SetCanceled();
            }
        }
        asked?.TrySetResult(lastWord);
    }

    public async ValueTask DisposeAsync()
    {
        await Session.EndAsync(CloseReason.Quit);
        Session.Dispose();
    }

    private void Take(Event told)
    {
        TaskCompletionSource<Event>? asked;
        TaskCompletionSource? news;
        lock (_lock)
        {
            asked = told.Ref == _ref ? _asked : null;
            news = told is EntryEvent or RoomClosed or Error { Ref: null } ? _news : null;
        }
        asked?.TrySetResult(told);
        news?.TrySetResult();
    }

    private static TaskCompletionSource NewNews() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
