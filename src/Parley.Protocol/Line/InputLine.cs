namespace Parley.Protocol.Line;

/// <summary>One line as it was received, without its end.</summary>
/// <param name="Text">Empty for an empty line, and when <paramref name="TooLong"/>.</param>
/// <param name="BadUtf8">Bytes that were not UTF-8 are U+FFFD now; tell the sender with error 239.</param>
/// <param name="TooLong">The line passed its limit and is dropped up to its end; said once, as soon as the limit is passed. Error 215.</param>
public readonly record struct InputLine(string Text, bool BadUtf8 = false, bool TooLong = false);
