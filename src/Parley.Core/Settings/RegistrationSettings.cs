namespace Parley.Core.Settings;

/// <summary>Accounts that people make for themselves, at every door; https://ircv3.net/specs/extensions/account-registration names the three conditions.</summary>
public sealed class RegistrationSettings
{
    /// <summary>Whether people may make their own accounts. <c>accounts.registration</c> alone is this key too.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>IRC: REGISTER is taken before the connection's registration (NICK, USER) is complete.</summary>
    public bool BeforeConnect { get; set; } = true;

    /// <summary>IRC: REGISTER without an e-mail address is refused. The address is never used to send anything.</summary>
    public bool EmailRequired { get; set; }

    /// <summary>IRC: the account may have another name than the nick that registers it.</summary>
    public bool CustomAccountName { get; set; }

    /// <summary>Reads as the one switch that this section was at first.</summary>
    public static implicit operator bool(RegistrationSettings settings) => settings.Enabled;

    public bool ToBoolean() => Enabled;
}
