using System.ComponentModel.DataAnnotations;

namespace Parley.Core.Settings;

public sealed class AccountSettings
{
    public RegistrationSettings Registration { get; } = new();

    /// <summary>IRC: people without an account may connect; false: every client has to log in by SASL or REGISTER.</summary>
    public bool Guests { get; set; } = true;

    /// <summary>IRC: several sessions of an account share one nick; false: a second one is refused the nick.</summary>
    public bool MultiSession { get; set; } = true;

    /// <summary>IRC: accounts that stay in their rooms while no client is connected: those that ask for it, all but those that decline, none.</summary>
    [AllowedValues("opt-in", "opt-out", "off")]
    public string AlwaysOn { get; set; } = "opt-in";

    /// <summary>IRC: <c>strict</c>: the name of an account is the nick of that account only; <c>off</c>: anybody may use it while its owner is away.</summary>
    [AllowedValues("strict", "off")]
    public string NickReservation { get; set; } = "strict";

    /// <summary>Characters; 1 in the classic profile.</summary>
    [Range(1, 64)]
    public int MinPassword { get; set; } = 8;

    /// <summary>UTF-8 bytes.</summary>
    [Range(8, Contracts.Limits.PasswordBytes)]
    public int MaxPassword { get; set; } = Contracts.Limits.PasswordBytes;

    /// <summary><c>default</c>: 600,000 iterations; <c>cheapest</c>: for tests, only with --allow-test-settings.</summary>
    [AllowedValues("default", "cheapest")]
    public string PasswordHash { get; set; } = "default";

    /// <summary>Accounts that may be made from one address in an hour; the addresses of <see cref="LimitSettings.Exempt"/> have no limit.</summary>
    [Range(1, 100_000)]
    public int RegistrationsPerHour { get; set; } = 30;

    /// <summary><c>#show users all</c> for everybody, or for moderators and administrators only.</summary>
    public bool ListAll { get; set; } = true;
}
