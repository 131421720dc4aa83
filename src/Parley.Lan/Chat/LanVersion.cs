namespace Parley.Lan.Chat;

internal static class LanVersion
{
    public static string Text { get; } = typeof(LanVersion).Assembly.GetName().Version?.ToString(3) ?? "0";
}
