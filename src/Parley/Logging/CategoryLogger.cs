using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Parley.Host.Logging;

internal sealed class CategoryLogger(string category, ServerLog log, TimeProvider time) : ILogger
{
    private const string TemplateField = "{OriginalFormat}";

    public bool IsEnabled(LogLevel logLevel) => logLevel >= log.Level && logLevel != LogLevel.None;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            log.Add(new(time.GetUtcNow(), logLevel, category, eventId, formatter(state, exception), Fields(state), exception?.ToString()));
    }

    private static List<KeyValuePair<string, object?>> Fields<TState>(TState state)
    {
        var fields = new List<KeyValuePair<string, object?>>();
        foreach (var (name, value) in state as IReadOnlyList<KeyValuePair<string, object?>> ?? [])
        {
            if (name != TemplateField)
                fields.Add(new(name, Render(value)));
        }
        return fields;
    }

    private static object? Render(object? value) => value switch
    {
        null or bool or long => value,
        int or short or byte or uint or ushort => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        float or double when double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)) => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
