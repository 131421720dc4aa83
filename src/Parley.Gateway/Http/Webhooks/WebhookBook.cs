using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Gateway.Http.Webhooks;

/// <summary>All webhooks: stored by id, and in memory to be found by secret. Bounded by <see cref="MaxPerAccount"/>.</summary>
internal sealed class WebhookBook(IKeyValue store)
{
    public const int MaxPerAccount = 20;

    private static readonly byte[] Space = "webhooks"u8.ToArray();
    private static readonly byte[] Positions = "webhook-positions"u8.ToArray();

    private readonly ConcurrentDictionary<string, Webhook> _byId = new(StringComparer.Ordinal);

    public IEnumerable<Webhook> All => _byId.Values;

    /// <summary>Reads what is stored now.</summary>
    /// <returns>The webhooks that this node did not know, and those that are gone.</returns>
    public async Task<(IReadOnlyList<Webhook> New, IReadOnlyList<Webhook> Gone)> LoadAsync(CancellationToken cancellationToken)
    {
        var known = _byId.Values.ToDictionary(h => h.Id, StringComparer.Ordinal);
        var added = new List<Webhook>();
        foreach (var item in await store.ListAsync(Space, cancellationToken))
        {
            if (JsonSerializer.Deserialize(item.Value.Span, WebJson.Default.Webhook) is not { } hook)
                continue;
            if (!known.Remove(hook.Id) && _byId.TryAdd(hook.Id, hook))
                added.Add(hook);
        }
        foreach (var gone in known.Keys)
            _byId.TryRemove(gone, out _);
        return (added, [.. known.Values]);
    }

    public async Task AddAsync(Webhook hook, CancellationToken cancellationToken)
    {
        await store.SetAsync(Space, Key(hook.Id), JsonSerializer.SerializeToUtf8Bytes(hook, WebJson.Default.Webhook), expected: 0, cancellationToken);
        _byId[hook.Id] = hook;
    }

    public async Task RemoveAsync(Webhook hook, CancellationToken cancellationToken)
    {
        await store.RemoveAsync(Space, Key(hook.Id), cancellationToken);
        await store.RemoveAsync(Positions, Key(hook.Id), cancellationToken);
        _byId.TryRemove(hook.Id, out _);
    }

    public IReadOnlyList<Webhook> Of(AccountId account) => [.. _byId.Values.Where(h => h.Account == account.Value).OrderBy(h => h.Created).ThenBy(h => h.Id, StringComparer.Ordinal)];

    public Webhook? Find(string id) => _byId.GetValueOrDefault(id);

    public Webhook? FindBySecret(string secret)
    {
        var hash = Hash(secret);
        return _byId.Values.FirstOrDefault(h => h.SecretHash == hash);
    }

    public async ValueTask<long> PositionAsync(Webhook hook, CancellationToken cancellationToken) =>
        await store.GetAsync(Positions, Key(hook.Id), cancellationToken) is { } item ? long.Parse(Encoding.ASCII.GetString(item.Value.Span), CultureInfo.InvariantCulture) : hook.From;

    public Task SetPositionAsync(Webhook hook, long position, CancellationToken cancellationToken) =>
        store.SetAsync(Positions, Key(hook.Id), Encoding.ASCII.GetBytes(position.ToString(CultureInfo.InvariantCulture)), expected: null, cancellationToken);

    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static byte[] Key(string id) => Encoding.ASCII.GetBytes(id);
}
