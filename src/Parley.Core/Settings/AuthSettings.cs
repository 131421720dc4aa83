using System.ComponentModel.DataAnnotations;

namespace Parley.Core.Settings;

public sealed class AuthSettings
{
    /// <summary>Where a password may come in clear: <c>loopback</c>, <c>private</c> (also private and link-local addresses) or <c>always</c>; elsewhere 217.</summary>
    [AllowedValues("loopback", "private", "always")]
    public string Plaintext { get; set; } = "loopback";

    /// <summary>Failures a minute for one login from one address, after which further tries wait.</summary>
    [Range(1, 1000)]
    public int FailuresPerLogin { get; set; } = 5;

    /// <summary>Failures a minute from one address.</summary>
    [Range(1, 10_000)]
    public int FailuresPerAddress { get; set; } = 60;
}
