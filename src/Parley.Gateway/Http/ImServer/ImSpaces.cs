using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Parley.Core.Ports;
using Parley.Core.Settings;

namespace Parley.Gateway.Http.ImServer;

/// <summary>The namespaces that have been asked for: a list in the store, and what this node knows of each. Bounded by <c>imserver.max-namespaces</c>.</summary>
internal sealed class ImSpaces(IKeyValue store, ImServerSettings settings, TimeProvider time)
{
    private static readonly byte[] List = "im"u8.ToArray();

    /// <summary>Days since 1970 are noted in the list, so that it is written to once a day at most.</summary>
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    private readonly ConcurrentDictionary<string, int> _begunBy = new(StringComparer.Ordinal);

    /// <summary>A namespace was changed by a request to this node. Any thread.</summary>
    public event Action<string>? Changed;

    /// <summary>The longest name of a namespace, in bytes.</summary>
    public const int MaxName = 200;

    private SemaphoreSlim Beginning { get; } = new(1, 1);

    private long Today => (long)(time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalDays;

    /// <summary>The namespace, made at the first request for it. Null: it may not be.</summary>
    /// <param name="address">Who asks, for the limit of each.</param>
    /// <returns><c>IsNew</c>: this request is the first ever.</returns>
    public async ValueTask<(ImSpace? Space, bool IsNew)> OfAsync(string prefix, string address, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(prefix, out var known))
        {
            if (known.Day != Today)
                await NoteAsync(prefix, known, cancellationToken);
            known.Space.Touch();
            return (known.Space, false);
        }
        var name = Encoding.UTF8.GetBytes(prefix);
        if (name.Length > MaxName || (settings.Namespaces.Count > 0 && !settings.Namespaces.Any(n => Normal(n) == prefix)))
            return (null, false);
        await Beginning.WaitAsync(cancellationToken);
        try
        {
            if (_known.TryGetValue(prefix, out known))
                return (known.Space, false);
            var isNew = await store.GetAsync(List, name, cancellationToken) is null;
            if (isNew)
            {
                var begun = _begunBy.GetValueOrDefault(address);
                if ((await store.ListAsync(List, cancellationToken)).Count >= settings.MaxNamespaces || begun >= Math.Max(1, settings.MaxNamespaces / 10))
                    return (null, false);
                await store.SetAsync(List, name, Bytes(Today), 0, CancellationToken.None);
                _begunBy[address] = begun + 1;
            }
            known = new Known(new ImSpace(NameOf(name), store, time, () => Changed?.Invoke(prefix))) { Day = Today };
            _known[prefix] = known;
            return (known.Space, isNew);
        }
        finally
        {
            Beginning.Release();
        }
    }

    /// <summary>Another node has changed a namespace: whoever waits here looks again.</summary>
    public void ChangedElsewhere(string prefix)
    {
        if (_known.TryGetValue(prefix, out var known))
            known.Space.Wake();
    }

    /// <summary>Empties namespaces that nobody has asked for in <c>imserver.idle-days</c>, and forgets who began how many.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        _begunBy.Clear();
        if (settings.IdleDays == 0)
            return;
        foreach (var item in await store.ListAsync(List, cancellationToken))
        {
            if (Today - long.Parse(Encoding.ASCII.GetString(item.Value.Span), CultureInfo.InvariantCulture) <= settings.IdleDays)
                continue;
            await store.ClearAsync(NameOf(item.Key), cancellationToken);
            await store.RemoveAsync(List, item.Key, cancellationToken);
            _known.TryRemove(Encoding.UTF8.GetString(item.Key.Span), out _);
        }
    }

    /// <summary>The name of a namespace as it is written in settings: without slashes around, <c>/</c> for the root.</summary>
    public static string Normal(string name) => name.Trim('/');

    private static byte[] NameOf(ReadOnlyMemory<byte> prefix) => [.. "im/"u8, .. prefix.Span];

    private async ValueTask NoteAsync(string prefix, Known known, CancellationToken cancellationToken)
    {
        known.Day = Today;
        await store.SetAsync(List, Encoding.UTF8.GetBytes(prefix), Bytes(Today), null, cancellationToken);
    }

    private static byte[] Bytes(long day) => Encoding.ASCII.GetBytes(day.ToString(CultureInfo.InvariantCulture));

    private sealed class Known(ImSpace space)
    {
        public ImSpace Space { get; } = space;

        public long Day { get; set; }
    }
}
