using System.Collections.Concurrent;
using Parley.Contracts;
using Parley.Core.Views;

namespace Parley.Gateway.Doors.Irc;

/// <summary>What passed between an account and a guest, for the account's CHATHISTORY: in memory, some of it, until the server stops. The guest's side is kept for nobody.</summary>
internal sealed class PassingHistory
{
    private const int MaxPairs = 1000;
    private const int MaxMessages = 100;

    private readonly ConcurrentDictionary<(string Login, string Other), List<Message>> _pairs = new();

    public void Note(string login, string other, Message message)
    {
        if (_pairs.Count >= MaxPairs)
            _pairs.Clear();
        var messages = _pairs.GetOrAdd((NameRules.Fold(login), NameRules.Fold(other)), _ => []);
        lock (messages)
        {
            // Every session of the account is told.
            if (messages.Exists(m => ReferenceEquals(m, message)))
                return;
            messages.Add(message);
            if (messages.Count > MaxMessages)
                messages.RemoveAt(0);
        }
    }

    /// <summary>The part of a stretch that passed, oldest first.</summary>
    public IReadOnlyList<Message> Read(string login, string other, HistoryStretch stretch)
    {
        if (!_pairs.TryGetValue((NameRules.Fold(login), NameRules.Fold(other)), out var messages))
            return [];
        List<Message> all;
        lock (messages)
            all = [.. messages];
        if (new[] { stretch.From, stretch.To }.Any(p => p is { Time: null }))
            return [];
        var (from, to) = (stretch.From?.Time, stretch.To?.Time);
        IEnumerable<Message> found = stretch.Direction switch
        {
            HistoryDirection.Before => all.Where(m => m.Time < from).TakeLast(stretch.Limit),
            HistoryDirection.After => all.Where(m => m.Time > from).Take(stretch.Limit),
            HistoryDirection.Latest => all.Where(m => from is null || m.Time > from).TakeLast(stretch.Limit),
            HistoryDirection.Around => all.OrderBy(m => (m.Time - from!.Value).Duration()).Take(stretch.Limit).OrderBy(m => m.Time),
            _ when from > to => all.Where(m => m.Time > to && m.Time < from).TakeLast(stretch.Limit),
            _ => all.Where(m => m.Time > from && m.Time < to).Take(stretch.Limit),
        };
        return [.. found];
    }
}
