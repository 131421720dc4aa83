using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Authentication;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Parley.Faults.People;

/// <summary>The connection has ended, or nothing came of it for too long.</summary>
internal sealed class LinkLostException(string what, Exception? inner = null) : Exception(what, inner);

/// <summary>One connection of a program. Whoever asks may do so while others wait; events go to the listener, in order. Silence ends it.</summary>
internal sealed class JsonLink : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(12);

    private static readonly JsonSerializerOptions WithoutNulls = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly ILines _lines;
    private readonly Action<JsonObject> _heard;
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonObject>> _asked = new();
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Task _reading;
    private readonly Task _beating;
    private long _lastRef;
    private long _lastHeard;

    public JsonLink(ILines lines, Action<JsonObject> heard)
    {
        (_lines, _heard) = (lines, heard);
        _lastHeard = TimeProvider.System.GetTimestamp();
        _reading = Task.Run(ReadAsync);
        _beating = Task.Run(BeatAsync);
    }

    /// <summary>Does something by a link of its own, anew by another one when that is lost. It must bear to be done twice.</summary>
    public static async Task UseAsync(Way way, Func<JsonLink, Task> use)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await using var link = new JsonLink((await way(tries, CancellationToken.None)).Lines, _ => { });
                await use(link);
                return;
            }
            catch (Exception e) when (tries < 20 && (e is LinkLostException or AuthenticationException || IsLoss(e)))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    public bool IsLost => _end.IsCancellationRequested;

    /// <summary>The answer, whatever it is.</summary>
    /// <exception cref="LinkLostException">None will come.</exception>
    public async Task<JsonObject> AskAsync(object request)
    {
        var json = JsonSerializer.SerializeToNode(request, WithoutNulls)!.AsObject();
        var number = Interlocked.Increment(ref _lastRef);
        json["ref"] = number;
        var answer = _asked[number] = new TaskCompletionSource<JsonObject>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await _writing.WaitAsync(_end.Token);
            try
            {
                await _lines.WriteAsync(json.ToJsonString(), _end.Token);
            }
            finally
            {
                _writing.Release();
            }
            return await answer.Task.WaitAsync(_end.Token);
        }
        catch (Exception e) when (IsLoss(e))
        {
            await _end.CancelAsync();
            throw new LinkLostException("the link broke", e);
        }
    }

    /// <exception cref="LinkLostException">Refused: whoever needs this needs another link.</exception>
    public async Task<JsonObject> NeedAsync(object request)
    {
        var answer = await AskAsync(request);
        return Code(answer) == 0 ? answer : throw new LinkLostException($"refused: {answer.ToJsonString()}");
    }

    /// <summary>0 for what is no refusal.</summary>
    public static int Code(JsonObject answer) => (string?)answer["t"] == "error" ? (int)answer["code"]! : 0;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _lines.Dispose();
        await _reading;
        await _beating;
    }

    private static bool IsLoss(Exception e) => e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or WebSocketException or InvalidOperationException;

    private async Task ReadAsync()
    {
        try
        {
            while (await _lines.ReadAsync(_end.Token) is { } line)
            {
                Volatile.Write(ref _lastHeard, TimeProvider.System.GetTimestamp());
                if (line is not ['{', ..])
                    continue;
                var json = JsonNode.Parse(line)!.AsObject();
                if ((long?)json["ref"] is { } number && _asked.TryRemove(number, out var asked))
                    asked.SetResult(json);
                _heard(json);
                if ((string?)json["t"] == "closing")
                    break;
            }
        }
        catch (Exception e) when (IsLoss(e))
        {
            // Lost.
        }
        await _end.CancelAsync();
    }

    private async Task BeatAsync()
    {
        while (!IsLost)
        {
            await Task.Delay(Beat, TimeProvider.System, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (TimeProvider.System.GetElapsedTime(Volatile.Read(ref _lastHeard)) > Silence)
                await _end.CancelAsync();
            else if (!IsLost)
                _ = AskAsync(new { t = "ping" }).ContinueWith(static t => t.Exception, TaskContinuationOptions.OnlyOnFaulted);
        }
    }
}
