using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Parley.Client;

/// <summary>A shared dictionary at an IMserver address, in order of insertion. docs/protocol/imserver.md.</summary>
/// <remarks>Safe to use from any thread. Every member throws <see cref="HttpRequestException"/> when the server can't be reached or is out of order; it refuses nothing else, see <see cref="IMRefusedException"/>.</remarks>
/// <param name="address">Of the page, without a query: <c>http://127.0.0.1:8080/team1/IMserver.php</c>.</param>
public sealed class IMServerProxy(Uri address, HttpClient http)
{
    /// <summary>Null for a key that is not there.</summary>
    public async Task<byte[]?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        var (body, revision, _) = await AskAsync("get", cancellationToken, ("key", Bytes(key))).ConfigureAwait(false);
        return revision == 0 ? null : body;
    }

    /// <summary>As UTF-8; null for a key that is not there.</summary>
    public async Task<string?> GetTextAsync(string key, CancellationToken cancellationToken = default) =>
        await GetAsync(key, cancellationToken).ConfigureAwait(false) is { } value ? Encoding.UTF8.GetString(value) : null;

    /// <summary>Sets a value; a key that is there keeps its place.</summary>
    /// <returns>The revision, for <see cref="WaitAsync"/>.</returns>
    /// <exception cref="IMRefusedException">Too long, too many, or not one's turn.</exception>
    public Task<long> SetAsync(string key, byte[] value, CancellationToken cancellationToken = default) => ChangeAsync("set", cancellationToken, ("key", Bytes(key)), ("value", value));

    public Task<long> SetAsync(string key, string value, CancellationToken cancellationToken = default) => SetAsync(key, Bytes(value), cancellationToken);

    /// <summary>Adds to the end of a value, whoever else does at the same moment.</summary>
    public Task<long> AppendAsync(string key, byte[] value, CancellationToken cancellationToken = default) => ChangeAsync("append", cancellationToken, ("key", Bytes(key)), ("value", value));

    public Task RemoveAsync(string key, CancellationToken cancellationToken = default) => ChangeAsync("unset", cancellationToken, ("key", Bytes(key)));

    public Task ClearAsync(CancellationToken cancellationToken = default) => ChangeAsync("clear", cancellationToken);

    /// <summary>Sets a value only if the present one is <paramref name="old"/> (null: if there is none). False when it is not.</summary>
    public async Task<bool> CompareAndSetAsync(string key, byte[]? old, byte[] value, CancellationToken cancellationToken = default)
    {
        (string, byte[])[] parameters = old is null ? [("key", Bytes(key)), ("value", value)] : [("key", Bytes(key)), ("value", value), ("old", old)];
        var (body, _, refused) = await AskAsync("cas", cancellationToken, parameters).ConfigureAwait(false);
        return refused is null ? body is [(byte)'1'] : throw new IMRefusedException(refused);
    }

    /// <summary>In order of insertion. A key with a line feed in it comes as two.</summary>
    public async Task<IReadOnlyList<string>> KeysAsync(CancellationToken cancellationToken = default)
    {
        var (body, _, _) = await AskAsync("keys", cancellationToken).ConfigureAwait(false);
        return body.Length == 0 ? [] : Encoding.UTF8.GetString(body)[..^1].Split('\n');
    }

    /// <summary>Completes when a key is not as it was at <paramref name="since"/> any more, or after the time; no request in between.</summary>
    /// <param name="since">A revision; null: as it is now.</param>
    /// <param name="timeout">At most 60 seconds.</param>
    public async Task<(byte[]? Value, long Revision)> WaitAsync(string key, long? since, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        List<(string, byte[])> parameters = [("key", Bytes(key)), ("timeout", Bytes(((int)timeout.TotalSeconds).ToString(CultureInfo.InvariantCulture)))];
        if (since is { } known)
            parameters.Add(("since", Bytes(known.ToString(CultureInfo.InvariantCulture))));
        var (body, revision, _) = await AskAsync("wait", cancellationToken, [.. parameters]).ConfigureAwait(false);
        return (revision == 0 ? null : body, revision);
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private async Task<long> ChangeAsync(string action, CancellationToken cancellationToken, params (string Name, byte[] Value)[] parameters)
    {
        var (_, revision, refused) = await AskAsync(action, cancellationToken, parameters).ConfigureAwait(false);
        return refused is null ? revision : throw new IMRefusedException(refused);
    }

    private async Task<(byte[] Body, long Revision, string? Refused)> AskAsync(string action, CancellationToken cancellationToken, params (string Name, byte[] Value)[] parameters)
    {
        var query = new StringBuilder("?action=").Append(action);
        foreach (var (name, value) in parameters)
            Escape(query.Append('&').Append(name).Append('='), value);
        using var answer = await http.GetAsync(new Uri(address, query.ToString()), cancellationToken).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var revision = Header(answer.Headers, "X-IM-Revision") is { } text && long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return (body is [.., (byte)'\n'] ? body[..^1] : body, revision, Header(answer.Headers, "X-IM-Refused"));
    }

    private static void Escape(StringBuilder query, byte[] value)
    {
        foreach (var b in value)
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~')
                query.Append((char)b);
            else
                query.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }
    }

    private static string? Header(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}

/// <summary>Nothing was changed. <see cref="Exception.Message"/> is <c>too-long</c>, <c>full</c>, <c>turn</c>, <c>namespace</c> or <c>busy</c>.</summary>
public sealed class IMRefusedException(string reason) : Exception(reason);
