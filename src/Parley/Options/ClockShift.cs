using System.Globalization;

namespace Parley.Host.Options;

/// <summary><c>test.clock</c>: how far the clock starts from the real one and how many times as fast it runs. <c>+1y x30</c>, <c>-2h</c>, <c>x0.5</c>.</summary>
/// <param name="Speed">0.001 to 100,000.</param>
internal readonly record struct ClockShift(TimeSpan Start, double Speed)
{
    public const string Accepted = "+N or -N with y, w, d, h, m or s behind, and xSPEED, one or both: +1y x30";

    private const double MinSpeed = 0.001;
    private const double MaxSpeed = 100_000;
    private const int MaxDays = 365 * 1000;

    public static bool TryParse(string text, out ClockShift shift)
    {
        shift = new(TimeSpan.Zero, 1);
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (var word in words)
        {
            if (word[0] == 'x' && double.TryParse(word.AsSpan(1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed) && speed is >= MinSpeed and <= MaxSpeed)
                shift = shift with { Speed = speed };
            else if (word[0] is '+' or '-' && TrySpan(word.AsSpan(1), out var start))
                shift = shift with { Start = word[0] == '-' ? -start : start };
            else
                return false;
        }
        return words.Length > 0;
    }

    private static bool TrySpan(ReadOnlySpan<char> text, out TimeSpan span)
    {
        span = default;
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return false;
        var seconds = count * text[^1] switch
        {
            'y' => 365 * 86_400.0,
            'w' => 7 * 86_400,
            'd' => 86_400,
            'h' => 3600,
            'm' => 60,
            's' => 1,
            _ => double.NaN,
        };
        if (!(seconds <= MaxDays * 86_400.0))
            return false;
        span = TimeSpan.FromSeconds(seconds);
        return true;
    }
}
