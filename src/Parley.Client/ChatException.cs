using Parley.Contracts;

namespace Parley.Client;

/// <summary>The server refused a command. Decide by <see cref="Code"/>, show <see cref="Exception.Message"/>: it is in the session's language.</summary>
public sealed class ChatException(Error error) : Exception(error.Text)
{
    /// <summary>Stable for ever; a number this release has no name for is possible with a newer server.</summary>
    public ErrorCode Code { get; } = (ErrorCode)error.Code;

    /// <summary>The values that the text names, for example <c>room</c> or <c>seconds</c>.</summary>
    public IReadOnlyDictionary<string, string> Args { get; } = error.Args ?? new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Nothing was written; the same command may succeed after <see cref="RetryAfter"/>, or on the next connection where the server is stopping.</summary>
    public bool IsTransient => Code is ErrorCode.Busy or ErrorCode.StorageUnavailable or ErrorCode.TooFast or ErrorCode.Stopping;

    /// <summary>The wait that the server asked for, one second if it named none.</summary>
    public TimeSpan RetryAfter => TimeSpan.FromSeconds(Args.TryGetValue("seconds", out var text) && int.TryParse(text, out var seconds) ? Math.Clamp(seconds, 1, 3600) : 1);
}
