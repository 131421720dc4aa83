using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.BlackBox.Harness;

/// <summary>A program that speaks the JSON protocol, written from docs/protocol/json.md alone. One reader and one writer at a time.</summary>
public sealed class JsonClient(Wire wire) : IAsyncDisposable
{
    private readonly LineReader _reader = new(wire);
    private readonly Transcript _transcript = new();
    private readonly Queue<JsonObject> _events = new();
    private long _lastRef;

    public Wire Wire => wire;

    /// <summary>Sends a request under a new <c>ref</c>, which is returned.</summary>
    public async Task<long> SendAsync(object request)
    {
        var json = JsonSerializer.SerializeToNode(request)!.AsObject();
        var number = ++_lastRef;
        json["ref"] = number;
        await SendRawAsync(json.ToJsonString() + "\n");
        return number;
    }

    public async Task SendRawAsync(string text)
    {
        _transcript.Sent(text.TrimEnd('\n'));
        using var limit = new CancellationTokenSource(Patience.Normal);
        await wire.WriteAsync(Encoding.UTF8.GetBytes(text), limit.Token);
    }

    /// <summary>The next object from the wire, or null when the server closed. Lines before the first object are the banner.</summary>
    public async Task<JsonObject?> TryReadAsync(TimeSpan? limit = null)
    {
        using var source = new CancellationTokenSource(limit ?? Patience.Normal);
        try
        {
            while (await _reader.ReadLineAsync(source.Token) is { } line)
            {
                // Nor what is left of an object when the connection is cut within it.
                if (line is not [(byte)'{', .., (byte)'}'])
                    continue;
                _transcript.Received(Encoding.UTF8.GetString(line));
                return JsonNode.Parse(line)!.AsObject();
            }
            return null;
        }
        catch (OperationCanceledException e)
        {
            throw new TimeoutException($"no object came:\n{_transcript}", e);
        }
    }

    public async Task<JsonObject> ReadAsync() => await TryReadAsync() ?? throw new EndOfStreamException($"the server closed:\n{_transcript}");

    /// <summary>The answer to a request, whatever it is; events on the way are kept for <see cref="NextAsync"/>.</summary>
    public async Task<JsonObject> AnswerAsync(long number)
    {
        while (true)
        {
            var json = await ReadAsync();
            if (json["ref"]?.GetValue<long>() == number)
                return json;
            _events.Enqueue(json);
        }
    }

    /// <summary>Asks and fails on a refusal.</summary>
    public async Task<JsonObject> AskAsync(object request)
    {
        var answer = await AnswerAsync(await SendAsync(request));
        return Type(answer) == "error" ? throw new RefusedException(answer["code"]!.GetValue<int>(), $"refused: {answer.ToJsonString()}\n{_transcript}") : answer;
    }

    /// <summary>Asks for what must be refused and returns the refusal's code.</summary>
    public async Task<int> RefusedAsync(object request)
    {
        var answer = await AnswerAsync(await SendAsync(request));
        Assert.Equal("error", Type(answer));
        return answer["code"]!.GetValue<int>();
    }

    /// <summary>The next event, of one type if <paramref name="type"/> is given: others are passed over.</summary>
    public async Task<JsonObject> NextAsync(string? type = null)
    {
        while (true)
        {
            var json = _events.TryDequeue(out var kept) ? kept : await ReadAsync();
            if (type is null || Type(json) == type)
                return json;
        }
    }

    /// <summary>Every event that has come so far: a ping's answer stands behind them all.</summary>
    public async Task<IReadOnlyList<JsonObject>> SeenAsync()
    {
        await AskAsync(new { t = "ping" });
        List<JsonObject> seen = [.. _events];
        _events.Clear();
        return seen;
    }

    public static string Type(JsonObject json) => json["t"]!.GetValue<string>();

    public override string ToString() => _transcript.ToString();

    public ValueTask DisposeAsync() => wire.DisposeAsync();
}
