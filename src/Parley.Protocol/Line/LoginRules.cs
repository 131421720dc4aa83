using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>What the dialogue needs to know of the server's settings and of the connection.</summary>
/// <param name="MinPassword">Characters.</param>
/// <param name="MaxPassword">UTF-8 bytes.</param>
/// <param name="Registration">Whether people may make accounts themselves; else 233.</param>
/// <param name="Passwords">Whether this connection may carry one; else 217 comes before anybody has typed it.</param>
public sealed record LoginRules(int MinPassword = 8, int MaxPassword = Limits.PasswordBytes, bool Registration = true, bool Passwords = true);
