using System.Diagnostics;
using System.Globalization;
using System.Text;
using Parley.Load.Counting;
using Parley.Protocol.Peer;

namespace Parley.PeerLoad.Peers;

/// <summary>Messages by the clock, each from the next peer, and how long each takes to each other peer.</summary>
internal sealed class Delivery
{
    /// <summary>Bytes of a message.</summary>
    private const int TextBytes = 100;

    private readonly IReadOnlyList<Peer> _peers;
    private readonly long[] _due;
    private readonly long[] _took;
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _delivered;

    public Delivery(IReadOnlyList<Peer> peers, int messages)
    {
        (_peers, _due, _took) = (peers, new long[messages], new long[messages * (peers.Count - 1)]);
        foreach (var peer in peers)
            peer.Shown = entry => Note(peer, entry);
    }

    public int Count => _took.Length;

    /// <summary>Ends when everybody has all of it.</summary>
    /// <param name="rate">Messages a second, of all together.</param>
    public async Task RunAsync(double rate)
    {
        var writing = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / rate));
        for (var i = 0; i < _due.Length; i++)
        {
            await timer.WaitForNextTickAsync();
            _due[i] = Stopwatch.GetTimestamp();
            writing.Add(_peers[i % _peers.Count].WriteAsync(string.Create(CultureInfo.InvariantCulture, $"{i}").PadRight(TextBytes, '.')));
        }
        await Task.WhenAll(writing);
        await _all.Task.WaitAsync(TimeSpan.FromMinutes(5));
        foreach (var peer in _peers)
            peer.Shown = null;
    }

    public Histogram Times()
    {
        var times = new Histogram();
        foreach (var took in _took)
            times.Add(took);
        return times;
    }

    private void Note(Peer peer, PeerEntry entry)
    {
        var now = Stopwatch.GetTimestamp();
        if (entry.Author == peer.Key.Id || entry.Content.Body.Length != TextBytes)
            return;
        var number = int.Parse(Encoding.UTF8.GetString(entry.Content.Body.Span).TrimEnd('.'), CultureInfo.InvariantCulture);
        var delivered = Interlocked.Increment(ref _delivered);
        _took[delivered - 1] = now - _due[number];
        if (delivered == _took.Length)
            _all.SetResult();
    }
}
