namespace Parley.Contracts;

/// <summary>How somebody is seen just now. Replaced as a whole when anything of it changes.</summary>
/// <param name="Name">What the person goes by at every door: the login, or on IRC a nick of their choice.</param>
/// <param name="Login">The account behind it; null for a guest.</param>
/// <param name="User">The IRC user name, with <c>~</c> as nobody vouches for it; ban masks match it.</param>
/// <param name="Host">Where they come from as others see it: a cloak, never the bare address; ban masks match it.</param>
/// <param name="RealName">Free text that the person chose.</param>
/// <param name="IsBot">The connection said that a program speaks.</param>
public sealed record Face(string Name, string? Login, string User, string Host, string RealName, bool IsBot = false)
{
    /// <summary>What host masks see of people whose door has no host to show.</summary>
    public const string NoHost = "parley";

    public bool IsGuest => Login is null;

    /// <summary><c>name!user@host</c>. RFC 2812, section 2.3.1.</summary>
    public string Mask => $"{Name}!{User}@{Host}";

    /// <summary>Of somebody known by name only, as in history.</summary>
    public static Face Of(string name, string? login = null) => new(name, login, "~u", NoHost, name);
}
