using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Parley.Contracts;
using Parley.Core.Sessions;
using Parley.Gateway.Http.Visits;
using Parley.Protocol.Json;

namespace Parley.Gateway.Http.Webhooks;

/// <summary>Sends the entries of one room to one URL, each until it is taken, in the order of positions. What waits, waits in the log: nothing is queued, and no room waits.</summary>
internal sealed class WebhookSender(Webhook hook, Web web, WebhookBook book, HttpClient client)
{
    private const int Page = 50;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DutyPause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);
    private static readonly Origin Origin = new("webhook", IsSecret: true, IsExempt: true, "webhook");

    private int _failures;

    public int Failures => Volatile.Read(ref _failures);

    /// <summary>Completes when the token fires, or the webhook has no room, no maker or no receiver any more and was removed.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (!await IsOursAsync(cancellationToken))
                {
                    await PauseAsync(DutyPause, cancellationToken);
                    continue;
                }
                var end = await SendAllAsync(cancellationToken);
                if (end == SendingEnd.Over)
                {
                    await book.RemoveAsync(hook, cancellationToken);
                    return;
                }
                if (end == SendingEnd.NotOurs)
                    continue;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The maker's sessions were ended from outside: erased, suspended, logged out everywhere.
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                web.Log.WebhookBroke(hook.Id, e);
            }
            // The maker may not come in just now, or the store is away.
            await PauseAsync(LongestPause, cancellationToken);
        }
    }

    private enum SendingEnd
    {
        /// <summary>It can't go on now.</summary>
        NotNow,

        /// <summary>Another node sends: this one stood still for so long that it counted as gone.</summary>
        NotOurs,

        /// <summary>The webhook has ended.</summary>
        Over,
    }

    private ValueTask<bool> IsOursAsync(CancellationToken cancellationToken) => web.Chat.Views.TakesDutyAsync($"webhook/{hook.Id}", cancellationToken);

    private async Task<SendingEnd> SendAllAsync(CancellationToken cancellationToken)
    {
        await using var visit = new Visit(web, Origin, web.Settings.Lang);
        if (await visit.Session.VisitAsAsync(new AccountId(hook.Account), name: null, cancellationToken) is { } refusal)
            return refusal.Code == ErrorCode.NoSuchUser ? SendingEnd.Over : SendingEnd.NotNow;
        if (await visit.AskAsync(new JoinRoom(hook.Room, Conversation: hook.Conversation), cancellationToken) is Error error)
            return (ErrorCode)error.Code is ErrorCode.NoSuchRoom or ErrorCode.RoomMadeAnew ? SendingEnd.Over : SendingEnd.NotNow;
        var position = await book.PositionAsync(hook, cancellationToken);
        while (true)
        {
            if (await visit.AskAsync(new ReadHistory(After: position, Limit: Page) { Room = hook.Room }, cancellationToken) is not HistoryPage page)
                return SendingEnd.NotNow;
            if (page.Entries.Count > 0 && !await IsOursAsync(cancellationToken))
                return SendingEnd.NotOurs;
            foreach (var entry in page.Entries)
            {
                if (!await SendAsync(entry, cancellationToken))
                    return SendingEnd.Over;
                position = entry.Position.Value;
                await book.SetPositionAsync(hook, position, cancellationToken);
            }
            if (page.Entries.Count == 0)
                await visit.NewsAsync(cancellationToken);
        }
    }

    /// <summary>Until it is taken; false: the receiver says that it is gone for good (410).</summary>
    private async Task<bool> SendAsync(EntryEvent entry, CancellationToken cancellationToken)
    {
        var body = JsonProtocol.Encode(entry)[..^1];
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var status = await TrySendAsync(entry, body, cancellationToken);
            if (status is HttpStatusCode.Gone)
                return false;
            if (status is >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices)
            {
                Volatile.Write(ref _failures, 0);
                return true;
            }
            Interlocked.Increment(ref _failures);
            web.Log.WebhookRefused(hook.Id, entry.Position, (int?)status ?? 0);
            await PauseAsync(pause, cancellationToken);
        }
    }

    private async Task<HttpStatusCode?> TrySendAsync(EntryEvent entry, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var time = web.Chat.Time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, hook.Url) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("Parley-Webhook", hook.Id);
        request.Headers.Add("Parley-Delivery", $"{entry.Conversation}-{entry.Position}");
        request.Headers.Add("Parley-Timestamp", time);
        request.Headers.Add("Parley-Signature", Sign(hook.Secret!, time, body.Span));
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    /// <summary><c>sha256=</c> and the HMAC, in hexadecimal, of the timestamp, a dot and the body.</summary>
    internal static string Sign(string secret, string time, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes(time + "."));
        hmac.AppendData(body);
        return $"sha256={Convert.ToHexStringLower(hmac.GetHashAndReset())}";
    }

    /// <summary>Half to one and a half times as long, so that many who failed together don't come back together.</summary>
    private Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) =>
        Task.Delay(pause * (0.5 + (RandomNumberGenerator.GetInt32(1000) / 1000.0)), web.Chat.Time, cancellationToken);
}
