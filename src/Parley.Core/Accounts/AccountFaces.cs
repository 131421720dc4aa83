using Parley.Contracts;

namespace Parley.Core.Accounts;

internal static class AccountFaces
{
    /// <summary>How an account is seen from doors where people go by their logins.</summary>
    public static Face ToFace(this Account account)
    {
        var name = $"{account.Profile.GivenNames} {account.Profile.Surnames}".Trim();
        return new Face(account.Login.Value, account.Login.Value, "~u", Face.NoHost, name.Length == 0 ? account.Login.Value : name);
    }
}
