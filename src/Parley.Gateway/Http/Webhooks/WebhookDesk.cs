using System.Collections.Concurrent;
using System.Net.Http;
using Parley.Contracts;

namespace Parley.Gateway.Http.Webhooks;

/// <summary>Keeps a sender running for each outgoing webhook, and takes all of an account's away with it.</summary>
internal sealed class WebhookDesk : IAsyncDisposable
{
    /// <summary>A webhook removed at another node works here for as long.</summary>
    private static readonly TimeSpan RefreshPause = TimeSpan.FromSeconds(3);

    private readonly Web _web;
    private Task _refreshing = Task.CompletedTask;
    private readonly Lazy<HttpClient> _client;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, (WebhookSender Sender, CancellationTokenSource Stop, Task Running)> _senders = new(StringComparer.Ordinal);

    public WebhookDesk(Web web)
    {
        _web = web;
        Book = new WebhookBook(web.Chat.Views.KeyValue);
        Targets = new WebhookTargets(web.Chat.Settings.Http, web.Chat.Time);
        _client = new Lazy<HttpClient>(Targets.CreateClient);
        web.Chat.Erasing += ForgetAsync;
    }

    public WebhookBook Book { get; }

    public WebhookTargets Targets { get; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        if (_web.Chat.Views.IsOneOfMany)
            _refreshing = Task.Run(KeepRefreshingAsync, CancellationToken.None);
    }

    public async Task AddAsync(Webhook hook, CancellationToken cancellationToken)
    {
        await Book.AddAsync(hook, cancellationToken);
        if (hook.IsOutgoing)
            Start(hook);
    }

    public async Task RemoveAsync(Webhook hook, CancellationToken cancellationToken)
    {
        await StopAsync(hook);
        await Book.RemoveAsync(hook, cancellationToken);
    }

    /// <summary>Webhooks that other nodes have made or removed.</summary>
    private async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var (added, gone) = await Book.LoadAsync(cancellationToken);
        foreach (var hook in added.Where(h => h.IsOutgoing))
            Start(hook);
        foreach (var hook in gone)
            await StopAsync(hook);
    }

    private async Task KeepRefreshingAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(RefreshPause, _web.Chat.Time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await RefreshAsync(_stopping.Token);
            }
            catch (Exception e) when (e is Core.Ports.StorageUnavailableException or OperationCanceledException)
            {
                // Next time.
            }
        }
    }

    private async Task StopAsync(Webhook hook)
    {
        if (_senders.TryRemove(hook.Id, out var running))
        {
            await running.Stop.CancelAsync();
            await running.Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            running.Stop.Dispose();
        }
    }

    public int FailuresOf(Webhook hook) => _senders.TryGetValue(hook.Id, out var running) ? running.Sender.Failures : 0;

    public async ValueTask DisposeAsync()
    {
        _web.Chat.Erasing -= ForgetAsync;
        await _stopping.CancelAsync();
        await _refreshing;
        await Task.WhenAll(_senders.Values.Select(s => s.Running)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var (_, stop, _) in _senders.Values)
            stop.Dispose();
        if (_client.IsValueCreated)
            _client.Value.Dispose();
        _stopping.Dispose();
    }

    private async Task ForgetAsync(AccountId account, CancellationToken cancellationToken)
    {
        foreach (var hook in Book.Of(account))
            await RemoveAsync(hook, cancellationToken);
    }

    private void Start(Webhook hook)
    {
        var sender = new WebhookSender(hook, _web, Book, _client.Value);
        var stop = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        _senders[hook.Id] = (sender, stop, Task.Run(() => sender.RunAsync(stop.Token), CancellationToken.None));
    }
}
