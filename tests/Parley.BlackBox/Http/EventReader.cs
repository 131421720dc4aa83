using System.Text.Json.Nodes;

namespace Parley.BlackBox.Http;

/// <summary>Reads server-sent events as a browser would.</summary>
public sealed class EventReader(HttpResponseMessage response, Stream stream) : IAsyncDisposable
{
    private readonly StreamReader _reader = new(stream);

    /// <summary>Of the last event that had one.</summary>
    public string? LastId { get; private set; }

    public static async Task<EventReader> OpenAsync(HttpClient client, string query, string? lastId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/events?{query}");
        if (lastId is not null)
            request.Headers.Add("Last-Event-ID", lastId);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return new(response, await response.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event, of one name if it is given; null at the end.</summary>
    public async Task<(string Name, JsonObject Data)?> NextAsync(string? only = null)
    {
        var (name, data) = ("", "");
        using var limit = new CancellationTokenSource(Patience.Normal);
        while (await _reader.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                LastId = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line[6..];
            else if (line.Length == 0 && name.Length > 0)
            {
                if (only is null || only == name)
                    return (name, JsonNode.Parse(data)!.AsObject());
                (name, data) = ("", "");
            }
        }
        return null;
    }

    public async Task<string> TextAsync() => (await NextAsync("msg"))!.Value.Data["text"]!.GetValue<string>();

    public ValueTask DisposeAsync()
    {
        response.Dispose();
        return stream.DisposeAsync();
    }
}
