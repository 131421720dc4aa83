namespace Parley.Host.Options;

/// <summary>Somebody gave a key a value.</summary>
/// <param name="Key">As <see cref="SettingKey.Normalize"/> leaves it; may be unknown.</param>
/// <param name="Source">For messages: <c>--set</c>, <c>--line</c>, the environment variable's name, the file's.</param>
internal readonly record struct Assignment(string Key, SettingValue Value, string Source);

/// <summary>A start that is refused, in one line for the operator: key, value given, what is accepted. Exit code 2.</summary>
internal sealed class RefusedStartException(string message) : Exception(message);
