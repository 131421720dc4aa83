using Microsoft.Extensions.Logging;

namespace Parley.Host.Logging;

/// <summary>One line of the log, made on the thread that logs; its values are rendered already and may change no more.</summary>
/// <param name="Fields">The message's placeholders in order, each rendered in the invariant culture or null.</param>
internal sealed record LogRecord(DateTimeOffset Time, LogLevel Level, string Category, EventId Event, string Message, IReadOnlyList<KeyValuePair<string, object?>> Fields, string? Exception);
